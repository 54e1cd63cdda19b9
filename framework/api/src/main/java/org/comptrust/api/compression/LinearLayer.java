package org.comptrust.api.compression;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.comptrust.api.model.LinearShape;

/**
 * A linear layer of the block at hand. Implemented by the host.
 *
 * @since 0.1
 */
public interface LinearLayer {
    LinearShape shape();

    /** The weight as it is now, {@code [out, in]} float32. */
    NDArray weight();

    /** The bias, {@code [out]} float32. */
    Optional<NDArray> bias();

    /** What enters it; q, k and v share one object, as do gate and up. */
    LinearInput input();
}
