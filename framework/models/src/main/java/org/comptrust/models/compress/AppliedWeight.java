package org.comptrust.models.compress;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import java.util.function.Function;
import org.comptrust.api.compression.DenseWeight;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.compression.Pattern;
import org.comptrust.api.compression.Weight;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.compress.CompressionException.Fault;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;
import org.comptrust.models.store.TensorIo;

/**
 * A plugin's weight as the numbers that the model will compute with: checked against what the SPI promises, dequantized, and
 * rounded to the dtype that the checkpoint stores, so that what is judged is what is written.
 */
final class AppliedWeight {
    private static final int SCALE_BITS = 16;
    private static final int ORDER_BITS = 32;

    private final TorchModule module;
    private final TensorIo io;
    private final Function<LinearShape, StoredType> storedAs;

    /** @param storedAs dtype of each linear in the checkpoint */
    AppliedWeight(TorchEngine engine, Function<LinearShape, StoredType> storedAs) {
        this.module = engine.module(InputStatistics.TEXT);
        this.io = new TensorIo(engine);
        this.storedAs = storedAs;
    }

    /** {@code [out, in]} float32, in {@code into}. */
    PtNDArray values(LinearShape shape, Weight weight, PtNDManager into) {
        PtNDArray values;
        if (weight instanceof DenseWeight dense) {
            require(shape, "values", dense.values(), DataType.FLOAT32, shape.out(), shape.in());
            values = io.rounded(dense.values(), storedAs.apply(shape), into);
        } else if (weight instanceof GroupQuantizedWeight quantized) {
            values = dequantized(shape, quantized, into);
        } else {
            throw new IllegalStateException(
                    "a weight of kind " + weight.getClass().getSimpleName());
        }
        long bad = io.nonFinite(values);
        if (bad > 0) {
            throw broken(shape, "holds " + bad + " NaN or infinite weights");
        }
        weight.pattern().ifPresent(pattern -> checkPattern(shape, values, pattern));
        return values;
    }

    /** Storage of the whole linear in bits. */
    double bits(LinearShape shape, Weight weight) {
        if (weight instanceof GroupQuantizedWeight quantized) {
            long groups = quantized.scales().getShape().get(1);
            double perGroup = SCALE_BITS + (quantized.symmetric() ? 0 : quantized.bits());
            double order = inOrder(quantized.groupOf()) ? 0 : (double) ORDER_BITS * shape.in();
            return (double) quantized.bits() * shape.parameters() + perGroup * groups * shape.out() + order;
        }
        return 8.0 * storedAs.apply(shape).bytes() * shape.parameters();
    }

    private PtNDArray dequantized(LinearShape shape, GroupQuantizedWeight w, PtNDManager into) {
        require(shape, "codes", w.codes(), DataType.UINT8, shape.out(), shape.in());
        require(shape, "groupOf", w.groupOf(), DataType.INT64, shape.in());
        long groups =
                w.scales().getShape().dimension() == 2 ? w.scales().getShape().get(1) : -1;
        require(shape, "scales", w.scales(), DataType.FLOAT32, shape.out(), groups);
        require(shape, "zeroPoints", w.zeroPoints(), DataType.FLOAT32, shape.out(), groups);
        inRange(shape, "a code", w.codes(), 0, (1L << w.bits()) - 1);
        inRange(shape, "a group", w.groupOf(), 0, groups - 1);
        try (PtNDManager scratch = into.newSubManager(into.getDevice())) {
            // Scales are stored as float16, so the model computes with what float16 keeps of them.
            PtNDArray scales = io.rounded(w.scales(), StoredType.F16, scratch);
            if (io.nonFinite(scales) > 0) {
                throw broken(shape, "has a scale above 65504, the largest that float16 stores");
            }
            try (IValue dense = module.call("dequantized", w.codes(), scales, w.zeroPoints(), w.groupOf());
                    PtNDArray exact = dense.toTensor(scratch)) {
                return io.rounded(exact, storedAs.apply(shape), into);
            }
        }
    }

    private void checkPattern(LinearShape shape, PtNDArray values, Pattern pattern) {
        if (shape.in() % pattern.run() != 0) {
            throw broken(shape, "claims " + pattern + ", which does not divide its " + shape.in() + " inputs");
        }
        try (IValue fewest = module.call("fewest_zeros", values, pattern.run())) {
            if (fewest.toLong() < pattern.zeros()) {
                throw broken(
                        shape, "claims " + pattern + " but a run of inputs holds only " + fewest.toLong() + " zeros");
            }
        }
    }

    private void inRange(LinearShape shape, String what, NDArray values, long low, long high) {
        double smallest = number("smallest", values);
        double largest = number("largest", values);
        if (smallest < low || largest > high) {
            throw broken(
                    shape,
                    "has " + what + " of " + (long) (smallest < low ? smallest : largest) + ", outside " + low + " to "
                            + high);
        }
    }

    private double number(String method, NDArray x) {
        try (IValue value = module.call(method, x)) {
            return value.toDouble();
        }
    }

    private static void require(LinearShape shape, String what, NDArray array, DataType type, long... dims) {
        if (array.getDataType() != type || !array.getShape().equals(new Shape(dims))) {
            throw broken(
                    shape,
                    what + " must be " + type + " " + Arrays.toString(dims) + ", was " + array.getDataType() + " "
                            + array.getShape());
        }
    }

    private static boolean inOrder(NDArray groupOf) {
        long[] groups = groupOf.toLongArray();
        for (int i = 1; i < groups.length; i++) {
            if (groups[i] < groups[i - 1]) {
                return false;
            }
        }
        return true;
    }

    private static CompressionException broken(LinearShape shape, String what) {
        return new CompressionException(Fault.METHOD, "the compressed weight of " + shape.name() + " " + what);
    }
}
