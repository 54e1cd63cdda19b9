package org.comptrust.models.format;

import ai.djl.pytorch.engine.PtNDArray;

/**
 * A quantized matrix as a packed product reads it. Both arrays belong to the scope that they were made in.
 *
 * @param codes uint8 {@code [out, in / 2]} of at most 4 bits, or int8 {@code [out, in]}
 * @param scales bfloat16, as {@code packed.py} says, the linear's bias included
 */
public record PackedMatrix(PtNDArray codes, PtNDArray scales) {
    /** Bytes of both. */
    public long bytes() {
        return codes.getShape().size() + 2 * scales.getShape().size();
    }
}
