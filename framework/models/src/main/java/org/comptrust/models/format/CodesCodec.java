package org.comptrust.models.format;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.WeightFormat;

/**
 * Our own layout, for any shape, width and order. {@code codes} uint8: one bit stream through the whole matrix, row by row;
 * {@code scales} {@code [out, groups]}, float16 where that keeps them; {@code zeros} uint8: a stream of the same width, or float32
 * {@code [out, groups]} where they are no codes, and absent where all are in the middle; {@code order} int32 {@code [in]}, absent
 * where groups follow one another.
 */
final class CodesCodec implements Codec {
    private final Packing packing;

    CodesCodec(Packing packing) {
        this.packing = packing;
    }

    @Override
    public Optional<String> misfit(LinearShape linear, GroupQuantizedWeight weight) {
        return Optional.empty();
    }

    @Override
    public PackedLinear encode(LinearShape linear, GroupQuantizedWeight weight, PtNDManager into) {
        int bits = weight.bits();
        int size = packing.groupSize(weight);
        Map<String, PackedTensor> parts = new TreeMap<>();
        parts.put("codes", stream(weight.codes(), bits, into));
        List<Long> grid =
                List.of((long) linear.out(), weight.scales().getShape().get(1));
        boolean half = packing.flag("fits", weight.scales(), 5);
        parts.put("scales", packing.stored(weight.scales(), half ? StoredType.F16 : StoredType.F32, grid, into));
        if (!packing.flag("all_equal", weight.zeroPoints(), (double) (1 << (bits - 1)))) {
            parts.put("zeros", zeros(weight.zeroPoints(), bits, grid, into));
        }
        if (!packing.inOrder(weight, size)) {
            parts.put("order", packing.stored(weight.groupOf(), StoredType.I32, List.of((long) linear.in()), into));
        }
        return new PackedLinear(linear, WeightFormat.CODES, bits, size, parts, Optional.empty());
    }

    private PackedTensor zeros(NDArray zeros, int bits, List<Long> grid, PtNDManager into) {
        if (!packing.flag("whole_within", zeros, 0, (1 << bits) - 1)) {
            return packing.stored(zeros, StoredType.F32, grid, into);
        }
        try (PtNDManager scratch = (PtNDManager) into.newSubManager()) {
            return stream(packing.array(scratch, "as_codes", zeros, 0), bits, into);
        }
    }

    private PackedTensor stream(NDArray codes, int bits, PtNDManager into) {
        var bytes = packing.array(into, "packed", codes, bits);
        return new PackedTensor(StoredType.U8, List.of(bytes.getShape().size()), bytes);
    }

    @Override
    public GroupQuantizedWeight decode(PackedLinear packed, PtNDManager into) {
        int bits = packed.bits();
        long out = packed.shape().out();
        long groups = packed.part("scales").shape().get(1);
        NDArray codes = matrix(packed.part("codes"), bits, out, packed.shape().in(), into);
        NDArray scales = packing.numbers(packed.part("scales"), into);
        NDArray groupOf = packing.groups(packed, "order", groups, into);
        return packing.weight(bits, codes, scales, zeros(packed, out, groups, into), groupOf);
    }

    private NDArray zeros(PackedLinear packed, long out, long groups, PtNDManager into) {
        Optional<PackedTensor> stored = packed.find("zeros");
        if (stored.isEmpty()) {
            return into.full(new Shape(out, groups), (float) (1 << (packed.bits() - 1)));
        }
        if (stored.get().type() == StoredType.F32) {
            return packing.numbers(stored.get(), into);
        }
        try (PtNDManager scratch = (PtNDManager) into.newSubManager()) {
            return packing.array(into, "as_numbers", matrix(stored.get(), packed.bits(), out, groups, scratch), 0);
        }
    }

    private NDArray matrix(PackedTensor stream, int bits, long rows, long columns, PtNDManager into) {
        try (PtNDManager scratch = (PtNDManager) into.newSubManager()) {
            NDArray flat = packing.array(scratch, "unpacked", stream.bytes(), bits, rows * columns);
            return packing.array(into, "matrix", flat, rows, columns);
        }
    }
}
