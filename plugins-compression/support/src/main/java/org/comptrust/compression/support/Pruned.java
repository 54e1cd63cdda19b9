package org.comptrust.compression.support;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * What is left of a weight. The array is its receiver's to close.
 *
 * @param values {@code [out, in]} float32
 * @param tied in how many runs or rows a weight stays that scores as high as one that went
 * @param unit {@code run} or {@code row}: what is decided alone
 */
public record Pruned(NDArray values, long tied, String unit) {
    /** What to say of ties; empty: there was none. */
    public Optional<String> ties() {
        return tied == 0
                ? Optional.empty()
                : Optional.of("ties: in " + tied + ' ' + unit + (tied == 1 ? "" : "s")
                        + " the last weight to go scores as high as one that stays; the lower columns went");
    }
}
