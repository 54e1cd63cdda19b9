package org.comptrust.compression.awq;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * The scale that was found for an input. Its factors are the finder's to close.
 *
 * @param factors {@code [in]} float32: what the columns of its readers are multiplied by
 * @param ratio exponent of the mean activation
 * @param losses of all ratios that were tried, in order; the ratio has the first least one
 * @param dead channels that no calibration token activated
 */
record Scale(NDArray factors, double ratio, List<Double> losses, long dead) {
    Scale {
        losses = List.copyOf(losses);
    }

    double loss() {
        return losses.get((int) Math.round(ratio * losses.size()));
    }
}
