package org.comptrust.api.compression;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * A norm of the block. Implemented by the host.
 *
 * @since 0.1
 */
public interface NormLayer {
    /** Name as in the checkpoint, without {@code .weight}. */
    String name();

    /** {@code [hidden]} float32. */
    NDArray weight();

    /** What it produces. */
    List<LinearInput> feeds();
}
