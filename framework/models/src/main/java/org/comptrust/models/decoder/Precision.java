package org.comptrust.models.decoder;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.store.TensorIo;

/** What a decoder computes with: its weights, hidden states and cache. */
public enum Precision {
    FLOAT32("float32", 4, 6),
    /** Half the memory of float32, and several times its speed where the processor multiplies bfloat16 matrices. */
    BFLOAT16("bfloat16", 2, 15),
    /**
     * As small, with three more bits for a number and a range of 65504: for GPUs. Processors compute in it slowly, most of them by
     * way of float32.
     */
    FLOAT16("float16", 2, 5);

    private static final KernelText TENSORS = KernelText.resource(TensorIo.class, "tensors.py");

    private final String text;
    private final int bytes;
    private final int code;

    Precision(String text, int bytes, int code) {
        this.text = text;
        this.bytes = bytes;
        this.code = code;
    }

    /** The precision that a spec names. */
    public static Optional<Precision> named(String name) {
        return Arrays.stream(values()).filter(one -> one.text.equals(name)).findFirst();
    }

    /** All names. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Precision::toString).toList();
    }

    /** libtorch's number of the dtype. */
    public int code() {
        return code;
    }

    /** Bytes of a number. */
    public int bytes() {
        return bytes;
    }

    /** The numbers in this precision, in {@code scope}; the given array is used up. */
    PtNDArray narrow(TorchEngine engine, PtNDArray float32, PtNDManager scope) {
        if (this == FLOAT32) {
            float32.attach(scope);
            return float32;
        }
        try (float32;
                IValue narrowed = engine.module(TENSORS).call("narrowed", float32, code)) {
            return narrowed.toTensor(scope);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
