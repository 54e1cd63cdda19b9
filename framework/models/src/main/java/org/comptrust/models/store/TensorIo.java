package org.comptrust.models.store;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.util.List;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;

/** Tensors between files and the device. On the device all numbers are float32; files hold what they hold. */
public final class TensorIo {
    private static final KernelText TEXT = KernelText.resource(TensorIo.class, "tensors.py");

    /** Bytes that the heap holds at a time. */
    private static final long PIECE = 16 << 20;

    private final TorchModule module;
    private final String device;

    public TensorIo(TorchEngine engine) {
        this.module = engine.module(TEXT);
        this.device = engine.device().torchName();
    }

    /**
     * A tensor of a checkpoint as float32, in {@code into}. The file is mapped, so the heap holds nothing of it.
     *
     * @throws CheckpointException if the file changed since its header was read, or holds NaN or infinite numbers
     */
    public PtNDArray read(TensorEntry entry, PtNDManager into) {
        try (IValue value = mapped("read", entry)) {
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

    private IValue mapped(String method, TensorEntry entry) {
        long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
        long[] strides = entry.strides().stream().mapToLong(Long::longValue).toArray();
        return module.call(
                method,
                entry.file().toString(),
                mappable(entry),
                entry.offset(),
                entry.span(),
                code(entry.type()),
                shape,
                strides,
                device);
    }

    /**
     * The bytes of a tensor of a checkpoint, row by row, uint8 {@code [bytes]}, in {@code into}.
     *
     * @throws CheckpointException if the file changed since its header was read
     */
    public PtNDArray readBytes(TensorEntry entry, PtNDManager into) {
        try (IValue value = mapped("read_bytes", entry)) {
            return value.toTensor(into);
        }
    }

    /** Size of the file, after a check that the tensor is still in it: a map of a shorter file would end the process. */
    private static long mappable(TensorEntry entry) {
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
        return size;
    }

    /** The numbers in the bytes of a file, as float32 or int64, in {@code into}. */
    public PtNDArray numbers(NDArray bytes, StoredType type, List<Long> shape, PtNDManager into) {
        long[] dims = shape.stream().mapToLong(Long::longValue).toArray();
        boolean whole = type == StoredType.I32 || type == StoredType.I64;
        try (IValue value = whole
                ? module.call("whole_numbers", bytes, code(type), dims)
                : module.call("numbers", bytes, code(type), dims)) {
            return value.toTensor(into);
        }
    }

    /** The bytes with which a file stores the numbers, uint8 {@code [bytes]}, in {@code into}. */
    public PtNDArray asBytes(NDArray x, StoredType type, PtNDManager into) {
        try (IValue value = module.call("bytes_of", x, code(type))) {
            return value.toTensor(into);
        }
    }

    /** Writes bytes, uint8 {@code [bytes]}, in pieces, so that the heap never holds all of them. */
    public void write(NDArray bytes, WritableByteChannel out) throws IOException {
        long size = bytes.getShape().size();
        try (PtNDManager scratch = (PtNDManager) bytes.getManager().newSubManager()) {
            for (long at = 0; at < size; at += PIECE) {
                try (IValue value = module.call("piece", bytes, at, Math.min(PIECE, size - at));
                        PtNDArray piece = value.toTensor(scratch)) {
                    ByteBuffer buffer = ByteBuffer.wrap(piece.toByteArray());
                    while (buffer.hasRemaining()) {
                        out.write(buffer);
                    }
                }
            }
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

    /** libtorch's number of a dtype. */
    public static int code(StoredType type) {
        return switch (type) {
            case U8 -> 0;
            case I8 -> 1;
            case I16 -> 2;
            case I32 -> 3;
            case I64 -> 4;
            case F16 -> 5;
            case F32 -> 6;
            case F64 -> 7;
            case BF16 -> 15;
            default -> throw new IllegalArgumentException("tensors of type " + type);
        };
    }
}
