package org.comptrust.api.compression;

import java.util.List;
import org.comptrust.api.RunContext;
import org.comptrust.api.model.LinearShape;

/**
 * A method with its options, for one model. Implemented by plugins; the host calls it block by block.
 *
 * @since 0.1
 */
public interface CompressionPlan {
    /** Stages of one block, in order: GPTQ has four, most methods one. No stage: the block stays as it is. */
    List<Stage> stages(List<LinearShape> block);

    /**
     * Compresses the targets of one stage of one block. All changes of the result take effect after it returns, or none.
     *
     * @throws UnsupportedLayerException if a layer cannot be compressed; the model is left unchanged
     */
    StageResult compress(DecoderBlock block, RunContext run);

    /** Whether the next block is measured on this block's compressed outputs (true) or on its dense ones (AWQ). */
    default boolean compressedInputs() {
        return true;
    }

    /** What a linear will take. */
    Estimate estimate(LinearShape linear);
}
