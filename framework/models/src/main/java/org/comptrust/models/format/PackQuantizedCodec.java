package org.comptrust.models.format;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
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
 * compressed-tensors' {@code pack-quantized}. {@code weight_packed} int32 {@code [out, words]} holds codes along the inputs;
 * {@code weight_scale} {@code [out, groups]}; {@code weight_zero_point} int32 {@code [words, groups]}, along the outputs, unless all
 * are in the middle; {@code weight_g_idx} int32 {@code [in]} where inputs are not in order. Its codes and zero-points are signed and
 * stored plus 2^(bits-1): what is stored are our codes.
 */
final class PackQuantizedCodec implements Codec {
    private final Packing packing;
    private final WeightFormat format;
    private final String pack;
    private final String unpack;

    PackQuantizedCodec(Packing packing, WeightFormat format) {
        this.packing = packing;
        this.format = format;
        boolean across = format == WeightFormat.PACK_QUANTIZED;
        this.pack = across ? "packed_rows" : "packed_whole";
        this.unpack = across ? "unpacked_rows" : "unpacked_whole";
    }

    @Override
    public Optional<String> misfit(LinearShape linear, GroupQuantizedWeight weight) {
        if (!List.of(2, 3, 4, 8).contains(weight.bits())) {
            return Optional.of("has codes of " + weight.bits() + " bits (compressed-tensors has 2, 3, 4 or 8)");
        }
        int size = packing.groupSize(weight);
        if (linear.in() % size != 0
                || linear.in() / size != weight.scales().getShape().get(1)) {
            return Optional.of("has " + linear.in() + " inputs in groups of " + size
                    + ", and compressed-tensors needs whole groups of equal size");
        }
        return packing.flag("whole_within", weight.zeroPoints(), 0, (1 << weight.bits()) - 1)
                ? Optional.empty()
                : Optional.of("has zero-points that are no whole numbers from 0 to " + ((1 << weight.bits()) - 1));
    }

    @Override
    public PackedLinear encode(LinearShape linear, GroupQuantizedWeight weight, PtNDManager into) {
        int bits = weight.bits();
        long out = linear.out();
        long groups = weight.scales().getShape().get(1);
        int size = packing.groupSize(weight);
        Map<String, PackedTensor> parts = new TreeMap<>();
        try (PtNDManager scratch = (PtNDManager) into.newSubManager()) {
            PtNDArray words = packing.array(into, pack, weight.codes(), bits);
            parts.put("weight_packed", new PackedTensor(StoredType.I32, List.of(out, words(words, out)), words));
            parts.put("weight_scale", packing.stored(weight.scales(), StoredType.F16, List.of(out, groups), into));
            parts.put("weight_shape", shape(linear, into));
            if (!weight.symmetric()) {
                NDArray zeros = packing.array(
                        scratch, "transposed", packing.array(scratch, "as_codes", weight.zeroPoints(), 0));
                NDArray rows = packing.array(scratch, pack, zeros, bits);
                long each = words(rows, groups);
                PtNDArray turned = packing.array(into, "transposed_words", rows, groups, each);
                parts.put("weight_zero_point", new PackedTensor(StoredType.I32, List.of(each, groups), turned));
            }
            if (!packing.inOrder(weight, size)) {
                parts.put(
                        "weight_g_idx",
                        packing.stored(weight.groupOf(), StoredType.I32, List.of((long) linear.in()), into));
            }
        }
        return new PackedLinear(linear, format, bits, size, parts, Optional.empty());
    }

    private PackedTensor shape(LinearShape linear, PtNDManager into) {
        try (NDArray numbers = into.create(new long[] {linear.out(), linear.in()})) {
            return packing.stored(numbers, StoredType.I64, List.of(2L), into);
        }
    }

    private static long words(NDArray bytes, long rows) {
        return bytes.getShape().size() / 4 / rows;
    }

    @Override
    public GroupQuantizedWeight decode(PackedLinear packed, PtNDManager into) {
        int bits = packed.bits();
        long out = packed.shape().out();
        long groups = packed.part("weight_scale").shape().get(1);
        NDArray codes = packing.array(
                into,
                unpack,
                packed.part("weight_packed").bytes(),
                bits,
                out,
                packed.shape().in());
        NDArray scales = packing.numbers(packed.part("weight_scale"), into);
        NDArray groupOf = packing.groups(packed, "weight_g_idx", groups, into);
        return packing.weight(bits, codes, scales, zeros(packed, groups, into), groupOf);
    }

    private NDArray zeros(PackedLinear packed, long groups, PtNDManager into) {
        int bits = packed.bits();
        long out = packed.shape().out();
        if (packed.find("weight_zero_point").isEmpty()) {
            return into.full(new Shape(out, groups), (float) (1 << (bits - 1)));
        }
        PackedTensor stored = packed.part("weight_zero_point");
        try (PtNDManager scratch = (PtNDManager) into.newSubManager()) {
            NDArray rows = packing.array(
                    scratch, "transposed_words", stored.bytes(), stored.shape().get(0), groups);
            NDArray codes = packing.array(scratch, unpack, rows, bits, groups, out);
            return packing.array(into, "as_numbers", packing.array(scratch, "transposed", codes), 0);
        }
    }
}
