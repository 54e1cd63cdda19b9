package org.comptrust.compression.support;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Pattern;
import org.comptrust.api.compression.UnsupportedLayerException;
import org.comptrust.api.kernel.Kernel;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.kernel.Kernels;

/** The two grids that weights are rounded to, group by group. The caller owns the results. */
public final class Grids {
    static final KernelText TEXT = KernelText.resource(Grids.class, "grids.py");

    private final Kernel kernel;

    public Grids(Kernels kernels) {
        this.kernel = kernels.load(TEXT);
    }

    /**
     * The GPTQ grid: zero always lies between the ends of a group's range.
     *
     * @param size columns of a group; the last group may be shorter
     * @param bits per code
     * @param symmetric whether the zero-point is fixed to 2^(bits-1)
     * @param search whether to narrow the ranges to the least sum of |error|^2.4
     * @throws UnsupportedLayerException if a range under- or overflows float32
     */
    public GroupQuantizedWeight gptq(LinearLayer layer, int size, int bits, boolean symmetric, boolean search) {
        return checked(layer, bits, symmetric, kernel.arrays("gptq", layer.weight(), size, bits, symmetric, search));
    }

    /**
     * The AWQ grid. With zero-point the ends of a range are its least and greatest weight; symmetric (as in AutoAWQ) the levels lie
     * around zero, from -2^(bits-1) to 2^(bits-1) - 1.
     *
     * @param layer names the weight
     * @param weight {@code [out, in]} float32: that of the layer, or what was made of it
     * @param size columns of a group; divides the input size
     * @param bits per code
     * @param symmetric whether the zero-point is fixed to 2^(bits-1)
     * @throws UnsupportedLayerException if a range overflows float32
     */
    public GroupQuantizedWeight awq(LinearLayer layer, NDArray weight, int size, int bits, boolean symmetric) {
        if (layer.shape().in() % size != 0) {
            throw new IllegalArgumentException(
                    size + " does not divide " + layer.shape().in());
        }
        return checked(layer, bits, symmetric, kernel.arrays("awq", weight, size, bits, symmetric));
    }

    /** A kernel text whose methods may call those of the grids. */
    public static KernelText with(KernelText own) {
        return new KernelText(own.name(), TEXT.methods() + '\n' + own.methods());
    }

    /** {@code [out, in]} float32: what the codes stand for. */
    public NDArray dequantized(GroupQuantizedWeight weight) {
        return kernel.array("dequantized", weight.codes(), weight.scales(), weight.zeroPoints(), weight.groupOf());
    }

    /** Frobenius norm of the difference over that of the weight; 0 for a weight of zeros. */
    public double relativeError(GroupQuantizedWeight quantized, NDArray weight) {
        try (NDArray values = dequantized(quantized)) {
            return relativeError(values, weight);
        }
    }

    /** The same of plain values, {@code [out, in]} float32. */
    public double relativeError(NDArray values, NDArray weight) {
        return kernel.number("relative_error", values, weight);
    }

    /** Number of groups that have positive weights and no negative one. */
    public long withoutNegative(NDArray weight, int size) {
        return (long) kernel.number("without_negative", weight, size);
    }

    /** Number of groups whose weights are all above zero or all below: the AWQ grid cuts them off at the width of their range. */
    public long ofOneSign(NDArray weight, int size) {
        return (long) kernel.number("of_one_sign", weight, size);
    }

    /** Number of groups of zeros. */
    public long allZero(NDArray weight, int size) {
        return (long) kernel.number("all_zero", weight, size);
    }

    /**
     * A weight from what a kernel made of a layer.
     *
     * @param parts codes {@code [out, in]} uint8, scales and zero-points {@code [out, groups]} float32, groups of the columns int64
     * @throws UnsupportedLayerException if a range under- or overflows float32
     */
    public GroupQuantizedWeight checked(LinearLayer layer, int bits, boolean symmetric, List<NDArray> parts) {
        return checked(layer, bits, symmetric, parts, Optional.empty());
    }

    /** The same, pruned too. */
    public GroupQuantizedWeight checked(
            LinearLayer layer, int bits, boolean symmetric, List<NDArray> parts, Optional<Pattern> pattern) {
        NDArray scales = parts.get(1);
        long unusable = (long) kernel.number("unusable_scales", scales);
        if (unusable > 0) {
            throw new UnsupportedLayerException(layer.shape().name() + ".weight: the range of " + unusable + " of "
                    + scales.size() + " groups is too small or too large for a float32 scale. No trained"
                    + " model has such weights: use another copy of the checkpoint.");
        }
        return new GroupQuantizedWeight(bits, parts.get(0), scales, parts.get(2), parts.get(3), symmetric, pattern);
    }

    /** What a report says of groups that the symmetric GPTQ grid cuts off. */
    public static String cutOff(long cut, long groups) {
        return "groups without a negative weight: " + cut + " of " + groups
                + "; the symmetric grid cuts them off at about half their range, as its reference does";
    }
}
