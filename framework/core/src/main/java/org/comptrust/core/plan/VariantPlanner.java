package org.comptrust.core.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.core.port.Catalog;
import org.comptrust.core.port.Models;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.spec.ExperimentSpec;
import org.comptrust.core.spec.ExperimentSpec.MethodEntry;
import org.comptrust.core.spec.ExperimentSpec.StepEntry;
import org.comptrust.core.spec.Problems;

/** Expands methods, chains of them and their sweeps into the variants of one model. */
final class VariantPlanner {
    /** More variants of one chain than anyone means; stops the product of its sweeps before it fills the memory. */
    private static final int MOST = 10_000;

    private final Problems problems;
    private final ExperimentSpec spec;
    private final Optional<Models.Model> model;
    private final StepPlanner steps;
    private final Optional<CheckpointPlanner> checkpoints;
    private final String suffix;

    /**
     * @param model the model; empty: methods and options are checked as far as that goes without one
     * @param suffix names the model in problems, if there are several; or {@code ""}
     * @param checkpoints checks those that were compressed elsewhere, if there is a model to compare them with
     */
    VariantPlanner(
            Catalog catalog,
            Problems problems,
            ExperimentSpec spec,
            Optional<Models.Model> model,
            String suffix,
            Optional<CheckpointPlanner> checkpoints) {
        this.checkpoints = checkpoints;
        this.suffix = suffix;
        this.problems = problems;
        this.spec = spec;
        this.model = model;
        this.steps = new StepPlanner(catalog, problems, spec, model, suffix);
    }

    /** The base and all variants that methods make. */
    List<PlannedVariant> plan() {
        List<PlannedVariant> variants = new ArrayList<>();
        variants.add(new PlannedVariant(
                PlannedVariant.BASE,
                "",
                new VariantRecipe(List.of(), spec.seed()),
                bitsPerWeight(linear -> model.orElseThrow().storedBits(linear)),
                Optional.empty()));
        Set<String> ids = new HashSet<>(Set.of(PlannedVariant.BASE));
        for (MethodEntry entry : spec.methods()) {
            for (PlannedVariant variant : variants(entry)) {
                if (!ids.add(variant.id())) {
                    problems.add(entry.place(), "two variants are named " + variant.id(), "Remove one of them.");
                }
                variants.add(variant);
            }
        }
        return variants;
    }

    private List<PlannedVariant> variants(MethodEntry entry) {
        if (entry.checkpoint().isPresent()) {
            return checkpoints
                    .flatMap(planner ->
                            planner.plan(entry.key(), entry.checkpoint().get()))
                    .stream()
                    .toList();
        }
        if (weightless()) {
            problems.add(
                    entry.place(),
                    "a model whose weights are not here cannot be compressed" + suffix,
                    "Its variants are others of its kind: { use: endpoint, with: { url: address, model: name } }; or give its"
                            + " folder as source.");
            return List.of();
        }
        List<List<StepPlanner.Choice>> chains = List.of(List.of());
        for (StepEntry step : entry.chain()) {
            List<StepPlanner.Choice> choices = steps.choices(step);
            if ((long) chains.size() * choices.size() > MOST) {
                problems.add(
                        step.place(), "the chain's sweeps have more than " + MOST + " combinations", "Sweep fewer.");
                return List.of();
            }
            List<List<StepPlanner.Choice>> longer = new ArrayList<>();
            for (List<StepPlanner.Choice> chain : chains) {
                for (StepPlanner.Choice choice : choices) {
                    List<StepPlanner.Choice> next = new ArrayList<>(chain);
                    next.add(choice);
                    longer.add(next);
                }
            }
            chains = longer;
        }
        return entry.chain().isEmpty()
                ? List.of()
                : chains.stream().map(chain -> variant(entry, chain)).toList();
    }

    private boolean weightless() {
        return model.filter(opened -> opened.shape().isEmpty()).isPresent();
    }

    private PlannedVariant variant(MethodEntry entry, List<StepPlanner.Choice> chain) {
        String id = name(entry, chain);
        Optional<CellResult.Failed> failure = chain.stream()
                .flatMap(choice -> choice.planned().failure().stream())
                .findFirst();
        if (failure.isPresent()) {
            return new PlannedVariant(
                    id, entry.key(), new VariantRecipe(List.of(), spec.seed()), OptionalDouble.empty(), failure);
        }
        List<VariantRecipe.Link> links = chain.stream()
                .map(choice -> choice.planned().link().orElseThrow())
                .toList();
        return new PlannedVariant(
                id,
                entry.key(),
                new VariantRecipe(links, spec.seed()),
                bitsPerWeight(linear -> bits(chain, linear)),
                Optional.empty());
    }

    /** The last method that changes a linear decides how it is stored. */
    private double bits(List<StepPlanner.Choice> chain, LinearShape linear) {
        double bits = model.orElseThrow().storedBits(linear);
        for (StepPlanner.Choice choice : chain) {
            bits = choice.planned().bits().getOrDefault(linear, bits);
        }
        return bits;
    }

    /** In a chain the swept options carry the method's id, or its number where a method comes twice. */
    private static String name(MethodEntry entry, List<StepPlanner.Choice> chain) {
        StringBuilder name = new StringBuilder(entry.key());
        List<String> label = new ArrayList<>();
        Set<String> methods = new HashSet<>();
        chain.forEach(choice -> methods.add(choice.method()));
        for (int i = 0; i < chain.size(); i++) {
            StepPlanner.Choice choice = chain.get(i);
            if (entry.chain().get(i).list()) {
                name.append('.').append(choice.method());
            }
            String owner = methods.size() == chain.size() ? choice.method() : "step" + (i + 1);
            String prefix = chain.size() == 1 ? "" : owner + ".";
            choice.label().forEach(part -> label.add(prefix + part));
        }
        return label.isEmpty() ? name.toString() : name + "[" + String.join(",", label) + "]";
    }

    private OptionalDouble bitsPerWeight(ToDoubleFunction<LinearShape> each) {
        List<LinearShape> linears =
                model.flatMap(Models.Model::shape).map(ModelShape::linears).orElse(List.of());
        long weights = linears.stream().mapToLong(LinearShape::parameters).sum();
        double bits = linears.stream()
                .mapToDouble(linear -> each.applyAsDouble(linear) * linear.parameters())
                .sum();
        return weights == 0 ? OptionalDouble.empty() : OptionalDouble.of(bits / weights);
    }
}
