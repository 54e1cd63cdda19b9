package org.comptrust.compression.support;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * Which weights go. The array is its receiver's to close.
 *
 * @param pruned {@code [out, in]} bool, true = to prune
 * @param tied in how many runs or rows a weight stays that scores as high as one that goes
 * @param unit {@code run} or {@code row}: what is decided alone
 */
public record Mask(NDArray pruned, long tied, String unit) {
    /** What to say of ties; empty: there was none. */
    public Optional<String> ties() {
        return tied == 0
                ? Optional.empty()
                : Optional.of("ties: in " + tied + ' ' + unit + (tied == 1 ? "" : "s")
                        + " the last weight to go scores as high as one that stays; the lower columns went");
    }
}
