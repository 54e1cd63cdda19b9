package org.comptrust.host.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.comptrust.core.plan.AssumedModel;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedScenario;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.ModelSource;
import org.comptrust.core.port.ModelSpec;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.FailureKind;
import org.comptrust.host.forecast.Forecast;
import org.comptrust.host.text.Sizes;
import org.comptrust.host.text.TextTable;

/** An expanded experiment, for people and for programs. */
final class PlanView {
    private final ExperimentPlan plan;
    private final Optional<Forecast> forecast;
    private final Path store;
    private final AssumeShape shapes;

    PlanView(ExperimentPlan plan, AssumeShape shapes) {
        this(plan, Optional.empty(), plan.store(), shapes);
    }

    /**
     * @param store folder that will hold the experiment's own
     * @param shapes what was assumed
     */
    PlanView(ExperimentPlan plan, Optional<Forecast> forecast, Path store, AssumeShape shapes) {
        this.plan = plan;
        this.shapes = shapes;
        this.store = store;
        this.forecast = forecast;
    }

    /** One line: how much will run. */
    String summary() {
        int variants = plan.models().stream().mapToInt(m -> m.variants().size()).sum();
        int dimensions = plan.models().stream()
                .mapToInt(m -> m.dimensions().size())
                .max()
                .orElse(0);
        return plan.name() + ": " + counted(plan.models().size(), "model") + ", " + counted(variants, "variant") + ", "
                + counted(dimensions, "dimension") + ", " + counted(plan.cells().size(), "cell") + ", "
                + counted(answers(), "item") + " to ask";
    }

    /** What cannot run although the experiment file is right, one sentence each. */
    List<String> failures() {
        return failures(failed -> !isExpected(failed));
    }

    /** What was assumed, what is missing, and what a reader of the results will miss, one sentence each. */
    List<String> notes() {
        List<String> notes = new ArrayList<>(shapes.notes());
        Map<String, Set<String>> uncounted = new LinkedHashMap<>();
        plan.models().forEach(model -> model.dimensions().forEach(dimension -> dimension
                .failure()
                .filter(this::isExpected)
                .ifPresent(why -> uncounted
                        .computeIfAbsent(why.message(), message -> new LinkedHashSet<>())
                        .add(dimension.label()))));
        uncounted.forEach(
                (why, labels) -> notes.add("items of " + String.join(", ", labels) + " are not counted: " + why));
        plan.unmeasuredNoise()
                .forEach(model ->
                        notes.add("model " + model + " is not computed in float32, where batching alone changes some "
                                + "answers; `decide: { noiseFloor: true }` asks its base twice to measure that"));
        return notes;
    }

    /** Without models and data, what lacks data is as it must be. */
    private boolean isExpected(CellResult.Failed failed) {
        return shapes.isGiven() && failed.kind() == FailureKind.DATA;
    }

    private List<String> failures(Predicate<CellResult.Failed> wanted) {
        List<String> failures = new ArrayList<>();
        for (PlannedModel model : plan.models()) {
            String name = model.spec().name();
            model.model().trouble().ifPresent(why -> failures.add(name + ": " + why));
            model.variants().forEach(v -> v.failure()
                    .filter(wanted)
                    .ifPresent(f -> failures.add(name + " / " + v.id() + ": " + f.message())));
            model.dimensions().forEach(d -> d.failure()
                    .filter(wanted)
                    .ifPresent(f -> failures.add(name + " / " + d.label() + ": " + f.message())));
        }
        return failures;
    }

    /** The exit code of what cannot run. */
    int exitCode() {
        return Failure.exitCodeOf(plan.models().stream()
                .flatMap(model -> Stream.concat(
                        model.variants().stream().flatMap(v -> v.failure().stream()),
                        model.dimensions().stream().flatMap(d -> d.failure().stream())))
                .filter(failed -> !isExpected(failed))
                .toList());
    }

    String text() {
        List<String> parts = new ArrayList<>();
        parts.add(summary());
        for (PlannedModel model : plan.models()) {
            parts.add("model " + model.spec().name() + ": " + described(model.spec())
                    + (model.model() instanceof AssumedModel assumed
                            ? ", shape " + assumed.named().name() + " assumed"
                            : ""));
            parts.add(variants(model).toString());
            parts.add(dimensions(model).toString());
        }
        forecast.ifPresent(about ->
                parts.add("all of it, about: " + Sizes.text(about.memoryBytes()) + " of memory for weights, up to "
                        + Sizes.text(about.diskBytes()) + " of disk for compressed models, "
                        + TerminalProgress.duration(Math.round(1000 * about.seconds())) + " of time ("
                        + about.basis() + "). What the journal and the cache have already takes none."
                        + compression(about)));
        parts.add("results: " + folder());
        return String.join("\n\n", parts);
    }

    /** Activations are the part that can go elsewhere. */
    private static String compression(Forecast about) {
        return about.compressionBytes() == 0
                ? ""
                : " Of the time, " + TerminalProgress.duration(Math.round(1000 * about.compressionSeconds()))
                        + " are for compression, which takes up to " + Sizes.text(about.compressionBytes())
                        + " of memory beside the weights; activations that do not fit go to disk meanwhile.";
    }

    Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", plan.name());
        all.put("file", plan.file().toString());
        all.put("seed", plan.seed());
        all.put("folder", folder().toString());
        all.put("cells", plan.cells().size());
        all.put("items", answers());
        forecast.ifPresent(about -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("memoryBytes", about.memoryBytes());
            one.put("diskBytes", about.diskBytes());
            one.put("seconds", about.seconds());
            one.put("compressionSeconds", about.compressionSeconds());
            one.put("compressionBytes", about.compressionBytes());
            one.put("basis", about.basis());
            all.put("forecast", one);
        });
        if (shapes.isGiven() || !notes().isEmpty()) {
            all.put("notes", notes());
        }
        all.put("models", plan.models().stream().map(this::json).toList());
        return all;
    }

    private Path folder() {
        return store.resolve(plan.name());
    }

    private long answers() {
        return plan.models().stream()
                .flatMap(model -> model.variants().stream().flatMap(variant -> model.dimensions(variant).stream()))
                .mapToLong(PlannedDimension::items)
                .sum();
    }

    private TextTable variants(PlannedModel model) {
        TextTable table = forecast.isPresent()
                ? new TextTable(
                        "variant", "chain", "bits/weight", "items", "memory", "disk", "time", "of it compression")
                : new TextTable("variant", "chain", "bits/weight");
        for (PlannedVariant variant : model.variants()) {
            String bits = variant.bitsPerWeight().isPresent()
                    ? String.format(Locale.ROOT, "%.2f", variant.bitsPerWeight().getAsDouble())
                    : "-";
            List<String> cells = new ArrayList<>(
                    List.of(variant.id(), variant.failure().isPresent() ? "cannot run" : chain(variant), bits));
            forecast.ifPresent(known -> {
                Forecast.Variant about = known.of(model.spec().name(), variant.id());
                cells.add(String.valueOf(about.items()));
                cells.add((variant.isBase() ? "" : "+") + Sizes.text(about.ownBytes()));
                cells.add(about.artifactBytes() == 0 ? "-" : Sizes.text(about.artifactBytes()));
                cells.add(TerminalProgress.duration(Math.round(1000 * about.seconds())));
                cells.add(
                        variant.recipe().chain().isEmpty()
                                ? "-"
                                : TerminalProgress.duration(Math.round(
                                                1000 * about.compression().seconds()))
                                        + " in " + Sizes.text(about.compressionBytes()));
            });
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    private static String described(ModelSpec spec) {
        if (spec.source() instanceof ModelSource.Endpoint served) {
            return served.describe() + ", " + (served.chat() ? "chat" : "text") + ", "
                    + (served.logProbabilities() ? "with" : "without") + " log-probabilities, "
                    + counted(served.concurrency(), "request") + " at a time"
                    + served.keyFrom().map(name -> ", key from " + name).orElse("");
        }
        return spec.source() instanceof ModelSource.Folder
                ? spec.source().describe() + ", " + spec.dtype()
                : spec.source().describe();
    }

    private static String chain(PlannedVariant variant) {
        if (variant.recipe().checkpoint().isPresent()) {
            ModelSource source = variant.recipe().checkpoint().get().source();
            return (source instanceof ModelSource.Folder ? "checkpoint " : "") + source.describe();
        }
        List<String> links = variant.recipe().chain().stream()
                .map(link -> link.method() + " " + link.options()
                        + link.calibration().map(c -> " on " + c.name()).orElse(""))
                .toList();
        return links.isEmpty() ? "as it is" : String.join(", then ", links);
    }

    private TextTable dimensions(PlannedModel model) {
        TextTable table = new TextTable("dimension", "items", "of", "prompts", "left out");
        for (PlannedDimension dimension : model.dimensions()) {
            int total = dimension.scenarios().stream()
                    .mapToInt(PlannedScenario::total)
                    .sum();
            table.row(
                    dimension.label(),
                    String.valueOf(dimension.items()),
                    String.valueOf(total),
                    dimension.failure().isPresent()
                            ? "-"
                            : dimension.prompts().name().toLowerCase(Locale.ROOT),
                    dimension
                            .failure()
                            .map(failed -> isExpected(failed) ? "not counted" : "cannot run")
                            .orElseGet(() -> leftOut(dimension)));
        }
        return table;
    }

    private static String leftOut(PlannedDimension dimension) {
        List<String> parts = new ArrayList<>();
        dimension.scenarios().stream().filter(PlannedScenario::chosen).forEach(scenario -> scenario.unavailable()
                .or(() -> Optional.of(scenario.badRows().sentence()).filter(some -> !some.isEmpty()))
                .ifPresent(why -> parts.add(scenario.id() + ": " + why)));
        int others = dimension.leftOut().size();
        if (others > 0) {
            parts.add("not chosen: " + counted(others, "scenario"));
        }
        return String.join("; ", parts);
    }

    private Map<String, Object> json(PlannedModel model) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("name", model.spec().name());
        one.put("source", model.spec().source().describe());
        if (model.spec().source() instanceof ModelSource.Folder) {
            one.put("dtype", model.spec().dtype());
        }
        if (model.model() instanceof AssumedModel assumed) {
            one.put("assumedShape", assumed.named().name());
        }
        one.put(
                "variants",
                model.variants().stream().map(variant -> json(model, variant)).toList());
        one.put("dimensions", model.dimensions().stream().map(PlanView::json).toList());
        return one;
    }

    private Map<String, Object> json(PlannedModel model, PlannedVariant variant) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("id", variant.id());
        one.put("seed", variant.recipe().seed());
        variant.recipe()
                .checkpoint()
                .ifPresent(theirs -> one.put("checkpoint", theirs.source().describe()));
        one.put(
                "chain",
                variant.recipe().chain().stream()
                        .map(link -> {
                            Map<String, Object> step = new LinkedHashMap<>();
                            step.put("method", link.method());
                            step.put("plugin", link.origin().plugin());
                            step.put("version", link.origin().version());
                            step.put("options", link.options());
                            link.calibration().ifPresent(c -> step.put("calibration", c.name()));
                            return step;
                        })
                        .toList());
        variant.bitsPerWeight().ifPresent(bits -> one.put("bitsPerWeight", bits));
        forecast.ifPresent(known -> {
            Forecast.Variant about = known.of(model.spec().name(), variant.id());
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("weightBytes", about.weightBytes());
            figures.put("ownBytes", about.ownBytes());
            figures.put("artifactBytes", about.artifactBytes());
            figures.put("items", about.items());
            figures.put("seconds", about.seconds());
            if (!variant.recipe().chain().isEmpty()) {
                Map<String, Object> compression = new LinkedHashMap<>();
                compression.put("calibrationTokens", about.compression().tokens());
                compression.put("seconds", about.compression().seconds());
                compression.put("activationBytes", about.compression().activationBytes());
                compression.put("scratchBytes", about.compression().scratchBytes());
                figures.put("compression", compression);
            }
            one.put("forecast", figures);
        });
        failure(one, variant.failure().stream());
        return one;
    }

    private static Map<String, Object> json(PlannedDimension dimension) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("label", dimension.label());
        one.put("id", dimension.id());
        one.put("version", dimension.version());
        one.put("plugin", dimension.origin().plugin());
        one.put("options", dimension.options());
        one.put("prompts", dimension.prompts().name().toLowerCase(Locale.ROOT));
        one.put("items", dimension.items());
        one.put(
                "scenarios",
                dimension.scenarios().stream()
                        .map(scenario -> {
                            Map<String, Object> part = new LinkedHashMap<>();
                            part.put("id", scenario.id());
                            part.put("items", scenario.selection().size());
                            part.put("of", scenario.total());
                            part.put("scored", scenario.scored());
                            part.put("chosen", scenario.chosen());
                            scenario.unavailable().ifPresent(why -> part.put("unavailable", why));
                            if (!scenario.badRows().isEmpty()) {
                                part.put("rowsLeftOut", scenario.badRows().rows());
                                part.put("firstLeftOut", scenario.badRows().first());
                            }
                            return part;
                        })
                        .toList());
        failure(one, dimension.failure().stream());
        return one;
    }

    private static void failure(Map<String, Object> one, Stream<CellResult.Failed> failure) {
        failure.forEach(failed -> one.put("failure", failed.message()));
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
