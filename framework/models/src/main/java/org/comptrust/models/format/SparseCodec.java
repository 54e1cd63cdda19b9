package org.comptrust.models.format;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.WeightFormat;

/**
 * Pruned weights: a bit for each weight, and those that are not zero. Our own has the bits as one stream through the matrix,
 * {@code mask} uint8 and {@code values} in the dtype of the model; the two retired formats of compressed-tensors, which are only
 * read, have rows of whole bytes, {@code bitmask} and {@code compressed}.
 */
final class SparseCodec {
    private final Packing packing;

    SparseCodec(Packing packing) {
        this.packing = packing;
    }

    /**
     * Mask and values, or plain numbers where that is no larger.
     *
     * @param values {@code [out, in]} float32 that {@code type} keeps as they are
     */
    PackedLinear encode(LinearShape linear, NDArray values, StoredType type, PtNDManager into) {
        try (PtNDManager scratch = (PtNDManager) into.newSubManager()) {
            NDArray mask = packing.array(scratch, "mask", values);
            long kept = packing.count("ones_in", mask);
            long maskBytes = (linear.parameters() + 7) / 8;
            if (kept * type.bytes() + maskBytes >= linear.parameters() * type.bytes()) {
                List<Long> shape = List.of((long) linear.out(), (long) linear.in());
                return new PackedLinear(
                        linear,
                        WeightFormat.DENSE,
                        0,
                        0,
                        Map.of("weight", packing.stored(values, type, shape, into)),
                        Optional.empty());
            }
            PtNDArray bits = packing.array(into, "packed", mask, 1);
            NDArray rest = packing.array(scratch, "kept", values, mask);
            return new PackedLinear(
                    linear,
                    WeightFormat.MASKED,
                    0,
                    0,
                    Map.of(
                            "mask",
                            new PackedTensor(StoredType.U8, List.of(maskBytes), bits),
                            "values",
                            packing.stored(rest, type, List.of(kept), into)),
                    Optional.empty());
        }
    }

    /** {@code [out, in]} float32, in {@code into}. */
    PtNDArray decode(PackedLinear packed, PtNDManager into) {
        boolean ours = packed.format() == WeightFormat.MASKED;
        String maskName = ours ? "mask" : "bitmask";
        String valuesName = ours ? "values" : "compressed";
        LinearShape linear = packed.shape();
        try (PtNDManager scratch = (PtNDManager) into.newSubManager()) {
            PtNDArray stored = packed.part(maskName).bytes();
            NDArray mask = ours
                    ? packing.array(
                            scratch,
                            "matrix",
                            packing.array(scratch, "unpacked", stored, 1, linear.parameters()),
                            linear.out(),
                            linear.in())
                    : packing.array(scratch, "mask_rows", stored, linear.out(), linear.in());
            NDArray values = packing.numbers(packed.part(valuesName), scratch);
            long ones = packing.count("ones_in", mask);
            if (ones != values.getShape().size()) {
                throw packed.broken(
                        maskName,
                        "has " + ones + " bits, but " + valuesName + " has "
                                + values.getShape().size() + " values");
            }
            return packing.array(into, "filled", values, mask);
        }
    }
}
