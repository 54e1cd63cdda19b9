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
import org.comptrust.models.format.LinearFormats;
import org.comptrust.models.format.PackedLinear;
import org.comptrust.models.store.TensorIo;

/**
 * A plugin's weight as it is stored: checked against what the SPI promises, and packed. The model computes with what is packed:
 * quantized weights with scales rounded to float16, others rounded to the dtype of the checkpoint.
 */
final class AppliedWeight {
    private final TorchModule module;
    private final TensorIo io;
    private final LinearFormats formats;
    private final Function<LinearShape, StoredType> storedAs;

    /** @param storedAs dtype of each linear in the checkpoint */
    AppliedWeight(TorchEngine engine, Function<LinearShape, StoredType> storedAs) {
        this.module = engine.module(InputStatistics.TEXT);
        this.io = new TensorIo(engine);
        this.formats = new LinearFormats(engine);
        this.storedAs = storedAs;
    }

    /** The packed weight, in {@code into}. */
    PackedLinear packed(LinearShape shape, Weight weight, PtNDManager into) {
        try (PtNDManager scratch = (PtNDManager) into.newSubManager()) {
            PackedLinear packed;
            PtNDArray values;
            if (weight instanceof DenseWeight dense) {
                require(shape, "values", dense.values(), DataType.FLOAT32, shape.out(), shape.in());
                StoredType type = storedAs.apply(shape);
                values = io.rounded(dense.values(), type, scratch);
                requireFinite(shape, values);
                packed = formats.pack(shape, values, type, into);
            } else if (weight instanceof GroupQuantizedWeight quantized) {
                GroupQuantizedWeight stored = asStored(shape, quantized, scratch);
                values = formats.dense(stored, scratch);
                requireFinite(shape, values);
                packed = formats.pack(shape, stored, into);
            } else {
                throw new IllegalStateException(
                        "a weight of kind " + weight.getClass().getSimpleName());
            }
            weight.pattern().ifPresent(pattern -> checkPattern(shape, values, pattern));
            return packed;
        }
    }

    private void requireFinite(LinearShape shape, NDArray values) {
        long bad = io.nonFinite(values);
        if (bad > 0) {
            throw broken(shape, "holds " + bad + " NaN or infinite weights");
        }
    }

    private GroupQuantizedWeight asStored(LinearShape shape, GroupQuantizedWeight w, PtNDManager scratch) {
        require(shape, "codes", w.codes(), DataType.UINT8, shape.out(), shape.in());
        require(shape, "groupOf", w.groupOf(), DataType.INT64, shape.in());
        long groups =
                w.scales().getShape().dimension() == 2 ? w.scales().getShape().get(1) : -1;
        require(shape, "scales", w.scales(), DataType.FLOAT32, shape.out(), groups);
        require(shape, "zeroPoints", w.zeroPoints(), DataType.FLOAT32, shape.out(), groups);
        inRange(shape, "a code", w.codes(), 0, (1L << w.bits()) - 1);
        inRange(shape, "a group", w.groupOf(), 0, groups - 1);
        // Scales are stored as float16, so the model computes with what float16 keeps of them.
        PtNDArray scales = io.rounded(w.scales(), StoredType.F16, scratch);
        if (io.nonFinite(scales) > 0) {
            throw broken(shape, "has a scale above 65504, the largest that float16 stores");
        }
        return new GroupQuantizedWeight(
                w.bits(), w.codes(), scales, w.zeroPoints(), w.groupOf(), w.symmetric(), w.pattern());
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

    private static CompressionException broken(LinearShape shape, String what) {
        return new CompressionException(Fault.METHOD, "the compressed weight of " + shape.name() + " " + what);
    }
}
