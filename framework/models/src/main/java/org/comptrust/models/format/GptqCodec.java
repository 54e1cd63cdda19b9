package org.comptrust.models.format;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.WeightFormat;

/**
 * GPTQ files. {@code qweight} int32 {@code [in * bits / 32, out]} holds a bit stream along the inputs, {@code qzeros} int32
 * {@code [groups, out * bits / 32]} one along the outputs; {@code scales} float16 {@code [groups, out]}; {@code g_idx} int32
 * {@code [in]}. The first version stores zero-points less one, the second as they are.
 */
final class GptqCodec implements Codec {
    private final Packing packing;
    private final WeightFormat format;
    private final int lessOne;
    private final Consumer<String> warnings;

    /** @param warnings takes what is odd in files */
    GptqCodec(Packing packing, WeightFormat format, Consumer<String> warnings) {
        this.packing = packing;
        this.format = format;
        this.lessOne = format == WeightFormat.GPTQ ? 1 : 0;
        this.warnings = warnings;
    }

    @Override
    public Optional<String> misfit(LinearShape linear, GroupQuantizedWeight weight) {
        int bits = weight.bits();
        if (!List.of(2, 3, 4, 8).contains(bits)) {
            return Optional.of("has codes of " + bits + " bits (" + format + " has 2, 3, 4 or 8)");
        }
        if (linear.in() % 32 != 0 || linear.out() % 32 != 0) {
            return Optional.of("has " + linear.out() + " outputs and " + linear.in()
                    + " inputs, and both must be multiples of 32 for " + format);
        }
        int size = packing.groupSize(weight);
        if ((linear.in() + size - 1) / size != weight.scales().getShape().get(1)) {
            return Optional.of("has groups of unequal size");
        }
        long highest = (1L << bits) - 1;
        if (!packing.flag("whole_within", weight.zeroPoints(), lessOne, highest + lessOne)) {
            long zeros = lessOne == 0 ? 0 : packing.count("count_equal", weight.zeroPoints(), 0.0);
            return Optional.of(
                    zeros > 0
                            ? "has " + zeros + " zero-points of 0, which " + format
                                    + " cannot store (it stores them less one; GPTQ v2 does not)"
                            : "has zero-points that are no whole numbers from " + lessOne + " to "
                                    + (highest + lessOne));
        }
        return Optional.empty();
    }

    @Override
    public PackedLinear encode(LinearShape linear, GroupQuantizedWeight weight, PtNDManager into) {
        int bits = weight.bits();
        long in = linear.in();
        long out = linear.out();
        long groups = weight.scales().getShape().get(1);
        try (PtNDManager scratch = (PtNDManager) into.newSubManager()) {
            // in * bits is a multiple of 32: a stream through the whole matrix has each row in words of its own.
            NDArray rows = packing.array(scratch, "packed", weight.codes(), bits);
            NDArray words = packing.array(into, "transposed_words", rows, out, in * bits / 32);
            NDArray stored = packing.array(scratch, "as_codes", weight.zeroPoints(), -lessOne);
            NDArray zeros = packing.array(into, "packed", packing.array(scratch, "transposed", stored), bits);
            NDArray scales = packing.array(scratch, "transposed", weight.scales());
            return new PackedLinear(
                    linear,
                    format,
                    bits,
                    packing.groupSize(weight),
                    Map.of(
                            "qweight",
                            new PackedTensor(StoredType.I32, List.of(in * bits / 32, out), (PtNDArray) words),
                            "qzeros",
                            new PackedTensor(StoredType.I32, List.of(groups, out * bits / 32), (PtNDArray) zeros),
                            "scales",
                            packing.stored(scales, StoredType.F16, List.of(groups, out), into),
                            "g_idx",
                            packing.stored(weight.groupOf(), StoredType.I32, List.of(in), into)),
                    Optional.empty());
        }
    }

    @Override
    public GroupQuantizedWeight decode(PackedLinear packed, PtNDManager into) {
        int bits = packed.bits();
        long in = packed.shape().in();
        long out = packed.shape().out();
        try (PtNDManager scratch = (PtNDManager) into.newSubManager()) {
            NDArray rows = packing.array(
                    scratch, "transposed_words", packed.part("qweight").bytes(), in * bits / 32, out);
            NDArray flat = packing.array(scratch, "unpacked", rows, bits, in * out);
            NDArray codes = packing.array(into, "matrix", flat, out, in);
            long groups = packed.part("scales").shape().get(0);
            NDArray stored = packing.array(
                    scratch,
                    "matrix",
                    packing.array(scratch, "unpacked", packed.part("qzeros").bytes(), bits, groups * out),
                    groups,
                    out);
            warnOfBorrowed(packed, stored);
            NDArray zeros = packing.array(into, "as_numbers", packing.array(scratch, "transposed", stored), lessOne);
            NDArray scales = packing.array(into, "transposed", packing.numbers(packed.part("scales"), scratch));
            return packing.weight(bits, codes, scales, zeros, packing.groups(packed, "g_idx", groups, into));
        }
    }

    /** Readers disagree about the highest stored zero-point: it is 0 to some and 2^bits to others. */
    private void warnOfBorrowed(PackedLinear packed, NDArray stored) {
        if (lessOne == 1) {
            long highest = packing.count("count_equal", stored, (double) ((1 << packed.bits()) - 1));
            if (highest > 0) {
                warnings.accept("tensor " + packed.shape().name() + ".qzeros: " + highest
                        + " zero-points are stored as " + ((1 << packed.bits()) - 1)
                        + ", which readers of GPTQ files take for 0 or for " + (1 << packed.bits())
                        + "; here it is the latter");
            }
        }
    }
}
