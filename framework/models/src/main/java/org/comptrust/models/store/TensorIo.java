package org.comptrust.models.store;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;

/** Tensors between files and the device. On the device all numbers are float32; files hold what they hold. */
public final class TensorIo {
    private static final KernelText TEXT = KernelText.resource(TensorIo.class, "tensors.py");

    private final TorchModule module;

    public TensorIo(TorchEngine engine) {
        this.module = engine.module(TEXT);
    }

    /**
     * A tensor of a checkpoint as float32, in {@code into}. The file is mapped, so the heap holds nothing of it.
     *
     * @throws CheckpointException if the file changed since its header was read, or holds NaN or infinite numbers
     */
    public PtNDArray read(TensorEntry entry, PtNDManager into) {
        long size;
        try {
            size = Files.size(entry.file());
        } catch (IOException e) {
            throw CheckpointException.unreadable(entry.file(), e);
        }
        if (entry.offset() + entry.span() > size) {
            throw new CheckpointException(
                    entry.file(),
                    "tensor " + entry.name()
                            + " ends beyond the end of the file, which became shorter while it was read. Load it again.");
        }
        long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
        long[] strides = entry.strides().stream().mapToLong(Long::longValue).toArray();
        try (IValue value = module.call(
                "read",
                entry.file().toString(),
                size,
                entry.offset(),
                entry.span(),
                code(entry.type()),
                shape,
                strides)) {
            PtNDArray tensor = value.toTensor(into);
            long bad = nonFinite(tensor);
            if (bad > 0) {
                tensor.close();
                throw new CheckpointException(
                        entry.file(),
                        "tensor " + entry.name() + " holds " + bad
                                + " NaN or infinite numbers; results would be meaningless. Convert or download the model again.");
            }
            return tensor;
        }
    }

    /** How many numbers are NaN or infinite. */
    public long nonFinite(NDArray x) {
        try (IValue count = module.call("non_finite", x)) {
            return count.toLong();
        }
    }

    /** How many numbers are exactly zero. */
    public long zeros(NDArray x) {
        try (IValue count = module.call("zeros_in", x)) {
            return count.toLong();
        }
    }

    /** What a dtype keeps of the numbers, as float32, in {@code into}. */
    public PtNDArray rounded(NDArray x, StoredType type, PtNDManager into) {
        try (IValue value = module.call("rounded", x, code(type))) {
            return value.toTensor(into);
        }
    }

    /** The numbers as a file stores them. */
    public ByteBuffer bytes(NDArray x, StoredType type) {
        try (IValue value = module.call("bytes_of", x, code(type));
                PtNDManager scratch = (PtNDManager) x.getManager().newSubManager();
                PtNDArray bytes = value.toTensor(scratch)) {
            return ByteBuffer.wrap(bytes.toByteArray());
        }
    }

    /** libtorch's number of a floating-point dtype. */
    private static int code(StoredType type) {
        return switch (type) {
            case F16 -> 5;
            case F32 -> 6;
            case F64 -> 7;
            case BF16 -> 15;
            default -> throw new IllegalArgumentException("weights of type " + type);
        };
    }
}
