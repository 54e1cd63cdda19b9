package org.comptrust.core.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.comptrust.core.result.CellId;
import org.comptrust.core.spec.Publication;

/**
 * All that will run, and nothing that is left to decide.
 *
 * @param file the spec
 * @param name of the experiment and of its folder in the store
 * @param seed of the experiment
 * @param models in the spec's order
 * @param stopOnError whether the first failed cell ends the run
 * @param store folder that holds the experiment's own folder
 * @param publish what is written at the end
 */
public record ExperimentPlan(
        Path file,
        String name,
        long seed,
        List<PlannedModel> models,
        boolean stopOnError,
        Path store,
        Set<Publication> publish) {
    public ExperimentPlan {
        models = List.copyOf(models);
        publish = Set.copyOf(publish);
    }

    /** All cells: model by model, variant by variant, dimension by dimension. */
    public List<CellId> cells() {
        return models.stream()
                .flatMap(model -> model.variants().stream().flatMap(variant -> model.dimensions().stream()
                        .map(d -> new CellId(model.spec().name(), variant.id(), d.label()))))
                .toList();
    }
}
