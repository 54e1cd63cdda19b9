package org.comptrust.core.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.core.failure.Failures;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.option.CanonicalOptions;
import org.comptrust.core.option.OptionBinder;
import org.comptrust.core.option.Sweep;
import org.comptrust.core.port.Catalog;
import org.comptrust.core.port.Extension;
import org.comptrust.core.port.Models;
import org.comptrust.core.port.Origin;
import org.comptrust.core.port.PluginException;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.spec.ExperimentSpec;
import org.comptrust.core.spec.ExperimentSpec.CalibrationChoice;
import org.comptrust.core.spec.ExperimentSpec.CalibrationEntry;
import org.comptrust.core.spec.ExperimentSpec.MethodEntry;
import org.comptrust.core.spec.ExperimentSpec.Named;
import org.comptrust.core.spec.Place;
import org.comptrust.core.spec.Problems;

/** Expands methods and their sweeps into the variants of one model. */
final class VariantPlanner {
    private final Catalog catalog;
    private final Problems problems;
    private final ExperimentSpec spec;
    private final Optional<Models.Model> model;
    private final String suffix;

    /**
     * @param model the model; empty: methods and options are checked as far as that goes without one
     * @param suffix names the model in problems, if there are several; or {@code ""}
     */
    VariantPlanner(
            Catalog catalog, Problems problems, ExperimentSpec spec, Optional<Models.Model> model, String suffix) {
        this.catalog = catalog;
        this.problems = problems;
        this.spec = spec;
        this.model = model;
        this.suffix = suffix;
    }

    /** The base and all variants. */
    List<PlannedVariant> plan() {
        List<PlannedVariant> variants = new ArrayList<>();
        variants.add(new PlannedVariant(
                PlannedVariant.BASE,
                new VariantRecipe(List.of(), spec.seed()),
                model.map(VariantPlanner::storedBits).orElse(OptionalDouble.empty()),
                Optional.empty()));
        Set<String> ids = new HashSet<>(Set.of(PlannedVariant.BASE));
        for (MethodEntry entry : spec.methods()) {
            for (Named id : entry.use()) {
                String name = entry.list() ? entry.key() + "." + id.id() : entry.key();
                for (PlannedVariant variant : variants(entry, id, name)) {
                    if (!ids.add(variant.id())) {
                        problems.add(entry.place(), "two variants are named " + variant.id(), "Remove one of them.");
                    }
                    variants.add(variant);
                }
            }
        }
        return variants;
    }

    private List<PlannedVariant> variants(MethodEntry entry, Named id, String name) {
        if (id.id().equals("checkpoint")) {
            problems.add(
                    id.place(),
                    "this version cannot yet judge a compressed checkpoint against its base",
                    "Name its folder under models: to judge it alone.");
            return List.of();
        }
        Optional<Extension<CompressionMethod<?>>> extension = catalog.method(id.id());
        if (extension.isEmpty()) {
            Unknown.extension("method", id, catalog.methods(), catalog, problems);
            return List.of();
        }
        return typed(extension.get().value(), extension.get().origin(), entry, id, name);
    }

    private <O extends Record> List<PlannedVariant> typed(
            CompressionMethod<O> method, Origin origin, MethodEntry entry, Named id, String name) {
        List<PlannedVariant> variants = new ArrayList<>();
        try {
            Class<O> type = PluginBorder.call(origin, "plan", method::options);
            for (Sweep.Choice choice :
                    PluginBorder.call(origin, "plan", () -> Sweep.expand(entry.with(), type, problems))) {
                Place place = id.below(entry.place(), "with");
                Optional<O> options = PluginBorder.call(
                        origin, "plan", () -> new OptionBinder<>(type, problems).bind(choice.fields(), place));
                if (options.isPresent() && model.isPresent()) {
                    variants.addAll(one(method, origin, entry, id, choice, name, options.get(), model.get()));
                }
            }
        } catch (PluginException faulty) {
            variants.add(failed(name, faulty));
        }
        return variants;
    }

    private <O extends Record> List<PlannedVariant> one(
            CompressionMethod<O> method,
            Origin origin,
            MethodEntry entry,
            Named id,
            Sweep.Choice choice,
            String name,
            O value,
            Models.Model model) {
        ModelShape shape = model.shape();
        PlacedOptions.ForCompression<O> inputs = new PlacedOptions.ForCompression<>(
                value, choice.fields(), id.below(entry.place(), "with"), problems, suffix, shape);
        int before = problems.size();
        try {
            CompressionPlan plan = PluginBorder.call(origin, "plan", () -> method.plan(inputs));
            inputs.flush();
            if (problems.size() > before) {
                return List.of();
            }
            List<Stage> stages = PluginBorder.call(origin, "plan", () -> stages(plan, shape));
            OptionalDouble bits =
                    OptionalDouble.of(PluginBorder.call(origin, "plan", () -> bitsPerWeight(plan, stages, model)));
            String options = PluginBorder.call(origin, "plan", () -> CanonicalOptions.of(value));
            return calibrations(entry, id, stages, shape)
                    .map(calibration -> {
                        List<String> label = new ArrayList<>(choice.label());
                        calibration.ifPresent(data -> label.addAll(data.label()));
                        VariantRecipe.Link link = new VariantRecipe.Link(
                                id.id(), origin, options, plan, calibration.map(CalibrationChoice::spec));
                        return new PlannedVariant(
                                new Sweep.Choice(choice.fields(), label).name(name),
                                new VariantRecipe(List.of(link), spec.seed()),
                                bits,
                                Optional.empty());
                    })
                    .toList();
        } catch (PluginException faulty) {
            return List.of(failed(choice.name(name), faulty));
        }
    }

    private List<Stage> stages(CompressionPlan plan, ModelShape shape) {
        return shape.blocks().stream()
                .flatMap(block -> plan.stages(block).stream())
                .toList();
    }

    /** Nothing if the method measures nothing: then calibration data cannot change its result and is no sweep. */
    private Stream<Optional<CalibrationChoice>> calibrations(
            MethodEntry entry, Named id, List<Stage> stages, ModelShape shape) {
        List<Need> needs = stages.stream()
                .flatMap(stage -> stage.needs().stream())
                .distinct()
                .sorted()
                .toList();
        if (needs.isEmpty()) {
            return Stream.of(Optional.empty());
        }
        if (entry.calibration().isEmpty()) {
            problems.add(
                    id.below(entry.place(), "calibration"),
                    id.id() + " measures the inputs of linears (" + words(needs) + ") and has no calibration data",
                    "Add calibration: with a key of the calibration section.");
            return Stream.empty();
        }
        CalibrationEntry data = spec.calibration().get(entry.calibration().get().id());
        if (data == null) {
            return Stream.empty(); // reported where it is named
        }
        for (CalibrationChoice choice : data.choices()) {
            if (choice.spec().length() > shape.maxPositions()) {
                problems.add(
                        data.length(),
                        "sequences of " + choice.spec().length() + " tokens do not fit the model's "
                                + shape.maxPositions() + " positions" + suffix,
                        "Use length: " + shape.maxPositions() + " or less.");
            }
        }
        return data.choices().stream().map(Optional::of);
    }

    private static String words(List<Need> needs) {
        return String.join(", ", needs.stream().map(Need::name).toList())
                .toLowerCase(Locale.ROOT)
                .replace('_', ' ');
    }

    private double bitsPerWeight(CompressionPlan plan, List<Stage> stages, Models.Model model) {
        Set<LinearShape> targets = new HashSet<>();
        stages.forEach(stage -> targets.addAll(stage.linears()));
        double bits = 0;
        long weights = 0;
        for (LinearShape linear : model.shape().linears()) {
            double each = targets.contains(linear) ? plan.estimate(linear).bitsPerWeight() : model.storedBits(linear);
            bits += each * linear.parameters();
            weights += linear.parameters();
        }
        return weights == 0 ? 0 : bits / weights;
    }

    private static OptionalDouble storedBits(Models.Model model) {
        long weights = model.shape().linears().stream()
                .mapToLong(LinearShape::parameters)
                .sum();
        double bits = model.shape().linears().stream()
                .mapToDouble(linear -> model.storedBits(linear) * linear.parameters())
                .sum();
        return weights == 0 ? OptionalDouble.empty() : OptionalDouble.of(bits / weights);
    }

    private PlannedVariant failed(String id, PluginException why) {
        return new PlannedVariant(
                id, new VariantRecipe(List.of(), spec.seed()), OptionalDouble.empty(), Optional.of(Failures.of(why)));
    }
}
