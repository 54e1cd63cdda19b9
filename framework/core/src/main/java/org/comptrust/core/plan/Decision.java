package org.comptrust.core.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.comptrust.core.result.VariantId;
import org.comptrust.core.result.Verdict;
import org.comptrust.core.spec.Correction;

/**
 * How differences become verdicts.
 *
 * @param baselines by model: what its variants are compared with, where that is not the model's own base
 * @param margin loss that does not matter, in points, for dimensions that have no margin of their own
 * @param margins by label of the dimension: points, or percent where scores are compared as ratios
 * @param alpha error rate of all verdicts together, or of each: as {@code correction} says
 * @param correction for many tests
 * @param noiseFloor whether each base is answered again, to measure what batching alone changes
 * @param failIf verdicts by which a run fails
 * @param averages names of averages over dimensions that are reported
 */
public record Decision(
        Map<String, VariantId> baselines,
        double margin,
        Map<String, Double> margins,
        double alpha,
        Correction correction,
        boolean noiseFloor,
        Set<Verdict> failIf,
        List<String> averages) {
    public Decision {
        averages = List.copyOf(averages);
        baselines = Map.copyOf(baselines);
        margins = Map.copyOf(margins);
        failIf = Set.copyOf(failIf);
    }

    /** Comparison with each model's own base, and what a spec leaves open. */
    public static Decision defaults() {
        return new Decision(Map.of(), 2, Map.of(), 0.05, Correction.HOLM, false, Set.of(), List.of());
    }

    /** What the variants of a model are compared with. */
    public VariantId baseline(String model) {
        return baselines.getOrDefault(model, new VariantId(model, PlannedVariant.BASE));
    }
}
