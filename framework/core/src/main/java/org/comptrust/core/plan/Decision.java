package org.comptrust.core.plan;

import java.util.Map;
import org.comptrust.core.result.VariantId;
import org.comptrust.core.spec.Correction;

/**
 * How differences become verdicts.
 *
 * @param baselines by model: what its variants are compared with, where that is not the model's own base
 * @param margin loss that still counts as none, where a dimension has no margin of its own: points, or percent where scores are
 *     compared as ratios
 * @param margins by label of the dimension
 * @param alpha error rate of all verdicts together, or of each: as {@code correction} says
 * @param correction for many tests
 * @param noiseFloor how often the baseline is answered again to measure what batching alone changes
 */
public record Decision(
        Map<String, VariantId> baselines,
        double margin,
        Map<String, Double> margins,
        double alpha,
        Correction correction,
        int noiseFloor) {
    public Decision {
        baselines = Map.copyOf(baselines);
        margins = Map.copyOf(margins);
    }

    /** Comparison with each model's own base, and what a spec leaves open. */
    public static Decision defaults() {
        return new Decision(Map.of(), 2, Map.of(), 0.05, Correction.HOLM, 0);
    }

    /** What the variants of a model are compared with. */
    public VariantId baseline(String model) {
        return baselines.getOrDefault(model, new VariantId(model, PlannedVariant.BASE));
    }

    /** The margin of a dimension. */
    public double margin(String label) {
        return margins.getOrDefault(label, margin);
    }
}
