package org.comptrust.models.format;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;
import org.comptrust.models.checkpoint.StoredType;

/** A tensor as a file holds it: uint8 {@code [bytes]}, little-endian. The array belongs to the {@link PackedLinear}. */
final class PackedTensor {
    private final StoredType type;
    private final List<Long> shape;
    private final PtNDArray bytes;

    PackedTensor(StoredType type, List<Long> shape, PtNDArray bytes) {
        this.type = type;
        this.shape = List.copyOf(shape);
        this.bytes = bytes;
    }

    StoredType type() {
        return type;
    }

    List<Long> shape() {
        return shape;
    }

    PtNDArray bytes() {
        return bytes;
    }
}
