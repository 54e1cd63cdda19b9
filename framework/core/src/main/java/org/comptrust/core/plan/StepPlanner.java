package org.comptrust.core.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.core.calibration.CalibrationReader;
import org.comptrust.core.failure.Failures;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.option.CanonicalOptions;
import org.comptrust.core.option.OptionBinder;
import org.comptrust.core.option.Sweep;
import org.comptrust.core.port.CalibrationSpec;
import org.comptrust.core.port.Catalog;
import org.comptrust.core.port.Extension;
import org.comptrust.core.port.Models;
import org.comptrust.core.port.Origin;
import org.comptrust.core.port.PluginException;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.spec.ExperimentSpec;
import org.comptrust.core.spec.ExperimentSpec.CalibrationChoice;
import org.comptrust.core.spec.ExperimentSpec.CalibrationEntry;
import org.comptrust.core.spec.ExperimentSpec.Named;
import org.comptrust.core.spec.ExperimentSpec.StepEntry;
import org.comptrust.core.spec.Place;
import org.comptrust.core.spec.Problems;

/** Expands one step of a chain, with its methods and sweeps, into the choices that it leaves. */
final class StepPlanner {
    private final Catalog catalog;
    private final Problems problems;
    private final ExperimentSpec spec;
    private final Optional<Models.Model> model;
    private final String suffix;
    private final Set<CalibrationSpec> tried = new HashSet<>();

    /**
     * @param model the model; empty: methods and options are checked as far as that goes without one
     * @param suffix names the model in problems, if there are several; or {@code ""}
     */
    StepPlanner(Catalog catalog, Problems problems, ExperimentSpec spec, Optional<Models.Model> model, String suffix) {
        this.catalog = catalog;
        this.problems = problems;
        this.spec = spec;
        this.model = model;
        this.suffix = suffix;
    }

    /**
     * One choice of a step.
     *
     * @param method id
     * @param label what is swept, such as {@code bits=4}
     * @param planned the method with its options, or why it cannot run
     */
    record Choice(String method, List<String> label, Planned planned) {}

    /**
     * A planned step; empty where planning failed.
     *
     * @param bits estimates of the bits per weight of those linears that the method changes
     */
    record Planned(
            Optional<VariantRecipe.Link> link, Map<LinearShape, Double> bits, Optional<CellResult.Failed> failure) {
        static Planned failed(PluginException why) {
            return new Planned(Optional.empty(), Map.of(), Optional.of(Failures.of(why)));
        }
    }

    List<Choice> choices(StepEntry step) {
        List<Choice> choices = new ArrayList<>();
        for (Named id : step.use()) {
            Optional<Extension<CompressionMethod<?>>> extension = catalog.method(id.id());
            if (extension.isEmpty()) {
                Unknown.extension("method", id, catalog.methods(), catalog, problems);
            } else {
                choices.addAll(typed(extension.get().value(), extension.get().origin(), step, id));
            }
        }
        return choices;
    }

    private <O extends Record> List<Choice> typed(
            CompressionMethod<O> method, Origin origin, StepEntry step, Named id) {
        List<Choice> choices = new ArrayList<>();
        try {
            Class<O> type = PluginBorder.call(origin, "plan", method::options);
            for (Sweep.Choice choice :
                    PluginBorder.call(origin, "plan", () -> Sweep.expand(step.with(), type, problems))) {
                Place place = id.below(step.place(), "with");
                Optional<O> options = PluginBorder.call(
                        origin, "plan", () -> new OptionBinder<>(type, problems).bind(choice.fields(), place));
                if (options.isEmpty()) {
                    continue;
                }
                int before = problems.size();
                LayerOptions<O> layers = PluginBorder.call(
                        origin,
                        "plan",
                        () -> LayerOptions.bind(
                                options.get(),
                                choice.fields(),
                                step.layers(),
                                type,
                                model.flatMap(Models.Model::shape),
                                problems,
                                suffix));
                if (problems.size() == before && model.isPresent()) {
                    choices.addAll(one(method, origin, step, id, choice, options.get(), layers, model.get()));
                }
            }
        } catch (PluginException faulty) {
            choices.add(new Choice(id.id(), List.of(), Planned.failed(faulty)));
        }
        return choices;
    }

    private <O extends Record> List<Choice> one(
            CompressionMethod<O> method,
            Origin origin,
            StepEntry step,
            Named id,
            Sweep.Choice choice,
            O value,
            LayerOptions<O> layers,
            Models.Model model) {
        ModelShape shape = model.shape().orElseThrow(); // those without are refused before
        PlacedOptions.ForCompression<O> inputs = new PlacedOptions.ForCompression<>(
                value, choice.fields(), id.below(step.place(), "with"), problems, suffix, shape, layers);
        int before = problems.size();
        try {
            CompressionPlan plan = PluginBorder.call(origin, "plan", () -> method.plan(inputs));
            inputs.flush();
            if (problems.size() > before) {
                return List.of();
            }
            List<Stage> stages = PluginBorder.call(origin, "plan", () -> stages(plan, shape));
            if (stages.stream().flatMap(stage -> stage.linears().stream()).anyMatch(layers::isOverlooked)) {
                problems.add(
                        step.layers().get(0).place(),
                        id.id() + " does not ask for the options of single linears" + suffix,
                        "Leave layers out, or use a version of the plugin that reads them.");
                return List.of();
            }
            PluginBorder.call(origin, "plan", () -> checked(stages, layers));
            Map<LinearShape, Double> bits = PluginBorder.call(origin, "plan", () -> bits(plan, stages));
            String options = PluginBorder.call(origin, "plan", () -> CanonicalOptions.of(value, layers.canonical()));
            return calibrations(step, id, stages, shape)
                    .map(calibration -> {
                        List<String> label = new ArrayList<>(choice.label());
                        calibration.ifPresent(data -> label.addAll(data.label()));
                        VariantRecipe.Link link = new VariantRecipe.Link(
                                id.id(), origin, options, plan, calibration.map(CalibrationChoice::spec));
                        return new Choice(id.id(), label, new Planned(Optional.of(link), bits, Optional.empty()));
                    })
                    .toList();
        } catch (PluginException faulty) {
            return List.of(new Choice(id.id(), choice.label(), Planned.failed(faulty)));
        }
    }

    private static List<Stage> stages(CompressionPlan plan, ModelShape shape) {
        return shape.blocks().stream()
                .flatMap(block -> plan.stages(block).stream())
                .toList();
    }

    /** @throws IllegalStateException if the plan changes what is to be left as it is */
    private static List<Stage> checked(List<Stage> stages, LayerOptions<?> layers) {
        for (Stage stage : stages) {
            for (LinearShape linear : stage.linears()) {
                if (layers.skips(linear)) {
                    throw new IllegalStateException("it compresses " + linear.name() + ", which the experiment skips");
                }
            }
        }
        return stages;
    }

    private static Map<LinearShape, Double> bits(CompressionPlan plan, List<Stage> stages) {
        Set<LinearShape> targets = new HashSet<>();
        stages.forEach(stage -> targets.addAll(stage.linears()));
        Map<LinearShape, Double> bits = new LinkedHashMap<>();
        targets.forEach(linear -> bits.put(linear, plan.estimate(linear).bitsPerWeight()));
        return bits;
    }

    /** Nothing if the method measures nothing: then calibration data cannot change its result and is no sweep. */
    private Stream<Optional<CalibrationChoice>> calibrations(
            StepEntry step, Named id, List<Stage> stages, ModelShape shape) {
        List<Need> needs = stages.stream()
                .flatMap(stage -> stage.needs().stream())
                .distinct()
                .sorted()
                .toList();
        if (needs.isEmpty()) {
            return Stream.of(Optional.empty());
        }
        if (step.calibration().isEmpty()) {
            problems.add(
                    id.below(step.place(), "calibration"),
                    id.id() + " measures the inputs of linears (" + words(needs) + ") and has no calibration data",
                    "Add calibration: with a key of the calibration section.");
            return Stream.empty();
        }
        CalibrationEntry data = spec.calibration().get(step.calibration().get().id());
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
        List<CalibrationChoice> choices = data.choices().stream()
                .map(choice -> new CalibrationChoice(choice.spec().within(shape.maxPositions()), choice.label()))
                .toList();
        refuseUnusableFiles(data, choices);
        return choices.stream().map(Optional::of);
    }

    /** Small files are tried: what a run would end with after an hour is said here, at the data's place. */
    private void refuseUnusableFiles(CalibrationEntry data, List<CalibrationChoice> choices) {
        for (CalibrationChoice choice : choices) {
            if (tried.add(choice.spec())) {
                model.flatMap(Models.Model::tokenizer)
                        .flatMap(tokenizer -> CalibrationReader.trial(choice.spec(), tokenizer))
                        .ifPresent(wrong -> problems.add(
                                data.data(),
                                wrong + suffix,
                                wrong.contains(". Use ") ? "" : "Mend the file, or change what is taken of it."));
            }
        }
    }

    private static String words(List<Need> needs) {
        return String.join(", ", needs.stream().map(Need::name).toList())
                .toLowerCase(Locale.ROOT)
                .replace('_', ' ');
    }
}
