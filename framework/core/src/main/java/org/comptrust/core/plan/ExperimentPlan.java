package org.comptrust.core.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.comptrust.core.port.DeviceChoice;
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
 * @param decision how differences become verdicts
 * @param devices where models run
 */
public record ExperimentPlan(
        Path file,
        String name,
        long seed,
        List<PlannedModel> models,
        boolean stopOnError,
        Path store,
        Set<Publication> publish,
        Decision decision,
        DeviceChoice devices) {
    public ExperimentPlan {
        models = List.copyOf(models);
        publish = Set.copyOf(publish);
    }

    /** Names of models that compute in a short dtype and are compared, but whose base is not answered again to see what that costs. */
    public List<String> unmeasuredNoise() {
        return models.stream()
                .filter(model -> model.rounds()
                        && !decision.noiseFloor()
                        && model.variants().size() > 1)
                .map(model -> model.spec().name())
                .toList();
    }

    /** All cells: model by model, variant by variant, dimension by dimension. */
    public List<CellId> cells() {
        return models.stream()
                .flatMap(model -> model.variants().stream().flatMap(variant -> model.dimensions(variant).stream()
                        .map(dimension -> model.cell(variant, dimension))))
                .toList();
    }
}
