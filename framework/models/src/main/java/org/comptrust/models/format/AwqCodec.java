package org.comptrust.models.format;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.WeightFormat;

/**
 * AutoAWQ's "GEMM" files, 4 bits. {@code qweight} int32 {@code [in, out / 8]} and {@code qzeros} int32 {@code [groups, out / 8]}
 * hold eight outputs to a word, in an order of their own; {@code scales} float16 {@code [groups, out]}.
 */
final class AwqCodec implements Codec {
    private static final int BITS = 4;

    private final Packing packing;

    AwqCodec(Packing packing) {
        this.packing = packing;
    }

    @Override
    public Optional<String> misfit(LinearShape linear, GroupQuantizedWeight weight) {
        if (weight.bits() != BITS) {
            return Optional.of("has codes of " + weight.bits() + " bits (AWQ has 4)");
        }
        int size = packing.groupSize(weight);
        if (linear.in() % size != 0 || linear.out() % 8 != 0) {
            return Optional.of("has " + linear.out() + " outputs and " + linear.in() + " inputs in groups of " + size
                    + ", and AWQ needs a multiple of 8 outputs and whole groups");
        }
        if (!packing.inOrder(weight, size)) {
            return Optional.of("has groups of inputs that do not lie together (act-order), which AWQ cannot say");
        }
        return packing.flag("whole_within", weight.zeroPoints(), 0, 15)
                ? Optional.empty()
                : Optional.of("has zero-points that are no whole numbers from 0 to 15");
    }

    @Override
    public PackedLinear encode(LinearShape linear, GroupQuantizedWeight weight, PtNDManager into) {
        long in = linear.in();
        long out = linear.out();
        long groups = weight.scales().getShape().get(1);
        try (PtNDManager scratch = (PtNDManager) into.newSubManager()) {
            NDArray codes = packing.array(scratch, "transposed", weight.codes());
            NDArray zeros =
                    packing.array(scratch, "transposed", packing.array(scratch, "as_codes", weight.zeroPoints(), 0));
            NDArray scales = packing.array(scratch, "transposed", weight.scales());
            return new PackedLinear(
                    linear,
                    WeightFormat.AWQ,
                    BITS,
                    packing.groupSize(weight),
                    Map.of(
                            "qweight", words(codes, in, out, into),
                            "qzeros", words(zeros, groups, out, into),
                            "scales", packing.stored(scales, StoredType.F16, List.of(groups, out), into)),
                    Optional.empty());
        }
    }

    private PackedTensor words(NDArray codes, long rows, long out, PtNDManager into) {
        PtNDArray words = packing.array(into, "packed_awq", codes);
        return new PackedTensor(StoredType.I32, List.of(rows, out / 8), words);
    }

    @Override
    public GroupQuantizedWeight decode(PackedLinear packed, PtNDManager into) {
        long groups = packed.part("scales").shape().get(0);
        try (PtNDManager scratch = (PtNDManager) into.newSubManager()) {
            NDArray codes = packing.array(into, "transposed", codes(packed, "qweight", scratch));
            NDArray zeros = packing.array(
                    into, "as_numbers", packing.array(scratch, "transposed", codes(packed, "qzeros", scratch)), 0);
            NDArray scales = packing.array(into, "transposed", packing.numbers(packed.part("scales"), scratch));
            return packing.weight(BITS, codes, scales, zeros, packing.groups(packed, "", groups, into));
        }
    }

    private NDArray codes(PackedLinear packed, String part, PtNDManager into) {
        PackedTensor tensor = packed.part(part);
        return packing.array(
                into,
                "unpacked_awq",
                tensor.bytes(),
                tensor.shape().get(0),
                packed.shape().out());
    }
}
