package org.comptrust.core.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.comptrust.api.model.Capability;
import org.comptrust.core.failure.Failures;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.port.Catalog;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.ModelSpec;
import org.comptrust.core.port.Models;
import org.comptrust.core.port.PluginException;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.FailureKind;
import org.comptrust.core.spec.ExperimentSpec;
import org.comptrust.core.spec.ExperimentSpec.ModelEntry;
import org.comptrust.core.spec.Missing;
import org.comptrust.core.spec.Place;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.SpecFiles;
import org.comptrust.core.spec.SpecNode;
import org.comptrust.core.spec.SpecParser;

/** Reads a spec and plans it. Every mistake is found here, before a weight is loaded. */
public final class Planner {
    private final Catalog catalog;
    private final Models models;
    private final Optional<Path> cache;

    /** @param cache folder in which scorers keep what is dear to find; empty: they keep nothing */
    public Planner(Catalog catalog, Models models, Optional<Path> cache) {
        this.catalog = catalog;
        this.models = models;
        this.cache = cache;
    }

    /**
     * The plan of a spec. A plugin that throws while it plans fails its own cells; the others run.
     *
     * @throws org.comptrust.core.spec.SpecException with all problems, in file order
     * @throws ModelException if the spec is right and a model's folder is not a usable checkpoint
     */
    public ExperimentPlan plan(Path file) {
        return plan(file, Optional.empty());
    }

    /**
     * The same, where models and data may be missing.
     *
     * @param assumption what is assumed of them; empty: they must be there
     */
    public ExperimentPlan plan(Path file, Optional<Assumption> assumption) {
        Problems problems = new Problems(String.valueOf(file.getFileName()));
        Optional<SpecNode> root = SpecFiles.read(file, problems);
        if (root.isEmpty()) {
            problems.throwIfAny();
        }
        ExperimentSpec spec = SpecParser.parse(file, root.orElseThrow(), problems, missing(assumption));
        assumption.ifPresent(assumed -> assumed.check(spec.models()));
        Map<Place, ModelException> unusable = new LinkedHashMap<>();
        List<PlannedModel> planned = new ArrayList<>();
        for (ModelEntry written : spec.models()) {
            Optional<ModelEntry> settled = settled(written, spec, unusable);
            if (settled.isEmpty()) {
                continue;
            }
            try {
                ModelEntry entry = settled.get();
                Optional<Models.Model> model = model(entry, assumption, problems);
                if (model.isPresent()) {
                    planned.add(plan(entry, model.get(), spec, problems, unusable));
                }
            } catch (ModelException cannot) {
                unusable.put(written.place(), cannot);
            }
        }
        scorers(spec, problems, "").check();
        if (planned.isEmpty()) {
            new VariantPlanner(catalog, problems, spec, Optional.empty(), "", Optional.empty()).plan();
            new DimensionPlanner(
                            catalog,
                            scorers(spec, problems, ""),
                            problems,
                            spec.seed(),
                            Optional.empty(),
                            Optional.empty(),
                            "")
                    .plan(spec.dimensions());
        }
        Decision decision = Decision.defaults();
        if (problems.isEmpty() && unusable.isEmpty()) { // else names would be unknown because of what is wrong already
            decision = new DecisionPlanner(spec.decide(), planned, problems).plan();
            planned = new MatrixPlanner(spec.matrix(), decision, problems).plan(planned);
        }
        ExperimentPlan plan = new ExperimentPlan(
                file.toAbsolutePath(),
                spec.name(),
                spec.seed(),
                planned,
                spec.stopOnError(),
                spec.store(),
                spec.publish(),
                decision,
                spec.devices());
        if (plan.cells().size() > spec.matrix().maxCells()) {
            problems.add(
                    spec.matrix().place(),
                    "the experiment has " + plan.cells().size() + " cells, more than "
                            + spec.matrix().maxCells(),
                    "Raise matrix.maxCells or sweep less.");
        }
        if (!problems.isEmpty()) {
            unusable.forEach((place, why) -> problems.add(place, why.getMessage(), ""));
            problems.throwIfAny();
        }
        if (!unusable.isEmpty()) {
            throw all(unusable, problems);
        }
        return plan;
    }

    /** Files and folders that are not there; a model's folder is spoken of where its shape is assumed. */
    private static Missing missing(Optional<Assumption> assumption) {
        return assumption
                .<Missing>map(assumed -> (place, path) -> {
                    if (!place.path().startsWith("models.")) {
                        assumed.notes().accept(place.path() + " is not there: " + path);
                    }
                    return true;
                })
                .orElse(Missing.REFUSED);
    }

    /** With a dtype that is left open chosen: from here on, what is computed is known. Empty if there is nothing to measure it on. */
    private Optional<ModelEntry> settled(ModelEntry entry, ExperimentSpec spec, Map<Place, ModelException> unusable) {
        if (!entry.spec().dtype().equals(ModelSpec.AUTO)) {
            return Optional.of(entry);
        }
        try {
            return Optional.of(entry.in(models.quickerDtype(spec.devices())));
        } catch (ModelException noDevice) {
            unusable.put(spec.devices().names().isEmpty() ? entry.place() : spec.devicesAt(), noDevice);
            return Optional.empty();
        }
    }

    /** Empty after a problem. */
    private Optional<Models.Model> model(ModelEntry entry, Optional<Assumption> assumption, Problems problems) {
        int before = problems.size();
        Optional<Models.Model> assumed =
                assumption.flatMap(one -> one.model(entry, problems)).map(Models.Model.class::cast);
        return assumed.isPresent() || problems.size() > before ? assumed : Optional.of(models.open(entry.spec()));
    }

    private PlannedModel plan(
            ModelEntry entry,
            Models.Model model,
            ExperimentSpec spec,
            Problems problems,
            Map<Place, ModelException> unusable) {
        String suffix = spec.models().size() > 1 ? " (model " + entry.spec().name() + ")" : "";
        CheckpointPlanner checkpoints =
                new CheckpointPlanner(models, problems, spec.seed(), entry, model, unusable::put);
        ScorerPlanner scorers = scorers(spec, problems, suffix);
        List<PlannedDimension> dimensions = new DimensionPlanner(
                        catalog,
                        scorers,
                        problems,
                        spec.seed(),
                        Optional.of(Items.of(model)),
                        entry.spec().paperTemplate(),
                        suffix)
                .plan(spec.dimensions());
        boolean complete =
                dimensions.stream().noneMatch(dimension -> dimension.failure().isPresent());
        if (problems.isEmpty() && complete) { // else a role would be unknown because of what is wrong already
            scorers.checkRoles();
        }
        return new PlannedModel(
                entry.spec(),
                model,
                new VariantPlanner(catalog, problems, spec, Optional.of(model), suffix, Optional.of(checkpoints))
                        .plan(),
                dimensions.stream()
                        .map(dimension -> answerable(dimension, model))
                        .toList(),
                Set.of());
    }

    private ScorerPlanner scorers(ExperimentSpec spec, Problems problems, String suffix) {
        return new ScorerPlanner(
                catalog, problems, spec.scorers(), cache.map(folder -> folder.resolve("scorers")), suffix);
    }

    /** A dimension that needs what the model is known not to offer cannot run. */
    private static PlannedDimension answerable(PlannedDimension dimension, Models.Model model) {
        if (model.capabilities().isEmpty() || dimension.plan().isEmpty()) {
            return dimension;
        }
        try {
            Set<Capability> lacking = new TreeSet<>(PluginBorder.call(
                            dimension.origin(),
                            "plan",
                            () -> dimension.plan().orElseThrow().needs())
                    .capabilities());
            lacking.removeAll(model.capabilities().get());
            return lacking.isEmpty()
                    ? dimension
                    : dimension.failed(new CellResult.Failed(FailureKind.MODEL, lacks(lacking)));
        } catch (PluginException faulty) {
            return dimension.failed(Failures.of(faulty));
        }
    }

    /** What a model does not offer, in words. */
    private static String lacks(Set<Capability> lacking) {
        String names = String.join(", ", lacking.stream().map(Capability::name).toList())
                .toLowerCase(Locale.ROOT);
        return "the model offers no " + names
                + "; of a server, say logProbabilities: true or tokenizer: FOLDER if it does, or ask it other dimensions";
    }

    private static ModelException all(Map<Place, ModelException> unusable, Problems problems) {
        List<String> messages = new ArrayList<>();
        unusable.forEach((place, why) -> messages.add(problems.name(place) + ": " + why.getMessage()));
        return new ModelException(
                String.join("\n", messages), unusable.values().iterator().next());
    }
}
