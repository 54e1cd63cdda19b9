package org.comptrust.api.compression;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * A weight as plain numbers, zeros included. Kept in the checkpoint's dtype.
 *
 * @since 0.1
 */
public final class DenseWeight implements Weight {
    private final NDArray values;
    private final Optional<Pattern> pattern;

    /** @param values {@code [out, in]} float32 */
    public DenseWeight(NDArray values, Optional<Pattern> pattern) {
        this.values = values;
        this.pattern = pattern;
    }

    /** {@code [out, in]} float32. */
    public NDArray values() {
        return values;
    }

    @Override
    public Optional<Pattern> pattern() {
        return pattern;
    }
}
