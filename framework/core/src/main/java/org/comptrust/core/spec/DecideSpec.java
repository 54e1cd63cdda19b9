package org.comptrust.core.spec;

import java.util.List;
import java.util.Optional;
import org.comptrust.core.spec.ExperimentSpec.Named;

/**
 * What a spec says of comparisons and verdicts.
 *
 * @param against what is compared with; empty: each model's own base
 * @param margin loss that still counts as none, where the dimension has no margin of its own
 * @param margins of dimensions
 * @param alpha error rate of a verdict
 * @param correction for many tests
 * @param noiseFloor how often the baseline is answered again to measure what batching alone changes
 */
public record DecideSpec(
        Optional<Named> against,
        double margin,
        List<Margin> margins,
        double alpha,
        Correction correction,
        int noiseFloor) {
    public DecideSpec {
        margins = List.copyOf(margins);
    }

    /** The margin of a dimension, named by its id or by its label in the results; {@code *} stands for any text. */
    public record Margin(Named dimension, double value) {}
}
