package org.comptrust.core.spec;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.comptrust.core.result.Verdict;
import org.comptrust.core.spec.ExperimentSpec.Named;

/**
 * What a spec says of comparisons and verdicts.
 *
 * @param against what is compared with; empty: each model's own base
 * @param margin loss that does not matter, in points, for dimensions that have no margin of their own
 * @param margins of dimensions
 * @param alpha error rate of a verdict
 * @param correction for many tests
 * @param noiseFloor whether each base is answered again, to measure what batching alone changes
 * @param failIf verdicts by which a run fails
 * @param averages names of averages over dimensions that are wanted
 */
public record DecideSpec(
        Optional<Named> against,
        double margin,
        List<Margin> margins,
        double alpha,
        Correction correction,
        boolean noiseFloor,
        Set<Verdict> failIf,
        List<String> averages) {
    public DecideSpec {
        averages = List.copyOf(averages);
        margins = List.copyOf(margins);
        failIf = Set.copyOf(failIf);
    }

    /** The margin of a dimension, named by its id or by its label in the results; {@code *} stands for any text. */
    public record Margin(Named dimension, double value) {}
}
