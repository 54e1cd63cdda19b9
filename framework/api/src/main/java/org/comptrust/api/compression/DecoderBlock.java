package org.comptrust.api.compression;

import java.util.List;

/**
 * A block within the walk. Implemented by the host. Its arrays are float32, on the device of the model, read-only, owned by the
 * host and valid during the call.
 *
 * @since 0.1
 */
public interface DecoderBlock {
    /** Index of the block, from 0. */
    int index();

    /** Index of the stage within the block, from 0. */
    int stage();

    /** All linears of the block. */
    List<LinearLayer> linears();

    /** The linears of this stage. */
    List<LinearLayer> targets();

    /** The distinct inputs of the targets, in the block's order. */
    List<LinearInput> inputs();

    /** The norms of the block, in its order. */
    List<NormLayer> norms();

    /** Runs parts of the block with trial weights. */
    Replay replay();
}
