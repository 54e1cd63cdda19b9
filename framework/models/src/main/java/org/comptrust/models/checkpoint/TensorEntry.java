package org.comptrust.models.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A tensor in a file of weights, known from its header; its numbers stay in the file.
 *
 * @param name such as {@code model.layers.0.self_attn.q_proj.weight}
 * @param file the file that holds it
 * @param type type of an element
 * @param shape such as {@code [out, in]}; empty for a single number
 * @param strides distance of neighbours in each dimension, in elements; in safetensors always those of rows end to end
 * @param offset first byte, counted from the start of the file
 * @param bytes length of its numbers: product of the shape times {@link StoredType#bytes()}
 */
public record TensorEntry(
        String name, Path file, StoredType type, List<Long> shape, List<Long> strides, long offset, long bytes) {
    public TensorEntry {
        shape = List.copyOf(shape);
        strides = List.copyOf(strides);
        if (offset < 0 || bytes < 0) {
            throw new IllegalArgumentException(name + ": offset " + offset + ", bytes " + bytes);
        }
    }

    /** A tensor whose numbers lie end to end. */
    public TensorEntry(String name, Path file, StoredType type, List<Long> shape, long offset, long bytes) {
        this(name, file, type, shape, rowMajor(shape), offset, bytes);
    }

    /** A look at numbers that may lie apart, as a transposed matrix does; the strides of single elements say nothing. */
    public static TensorEntry strided(
            String name, Path file, StoredType type, List<Long> shape, List<Long> strides, long offset) {
        List<Long> endToEnd = rowMajor(shape);
        boolean apart = false;
        long elements = 1;
        for (int d = 0; d < shape.size(); d++) {
            elements *= shape.get(d);
            apart |= shape.get(d) > 1 && !strides.get(d).equals(endToEnd.get(d));
        }
        boolean contiguous = !apart || elements == 0;
        return new TensorEntry(
                name, file, type, shape, contiguous ? endToEnd : strides, offset, elements * type.bytes());
    }

    /** Whether the numbers lie end to end, row by row. */
    public boolean isContiguous() {
        return strides.equals(rowMajor(shape));
    }

    /** Bytes of the file from the first number to the last. */
    public long span() {
        long last = 0;
        for (int d = 0; d < shape.size(); d++) {
            last += strides.get(d) * Math.max(0, shape.get(d) - 1);
        }
        return bytes == 0 ? 0 : (last + 1) * type.bytes();
    }

    private static List<Long> rowMajor(List<Long> shape) {
        Long[] strides = new Long[shape.size()];
        long stride = 1;
        for (int d = strides.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride *= Math.max(1, shape.get(d));
        }
        return List.of(strides);
    }

    /** The same numbers under another name. */
    TensorEntry named(String other) {
        return new TensorEntry(other, file, type, shape, strides, offset, bytes);
    }

    /** Number of elements. */
    public long elements() {
        return bytes / type.bytes();
    }

    /**
     * Copies the tensor's bytes, row by row and little-endian, in pieces.
     *
     * @throws CheckpointException if the file became unreadable or shorter since its header was read
     * @throws IOException if {@code out} fails
     */
    public void copyTo(WritableByteChannel out) throws IOException {
        if (!isContiguous()) {
            StridedBytes.forEachPiece(this, out::write);
            return;
        }
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long done = 0;
            while (done < bytes) {
                long n = in.transferTo(offset + done, Math.min(bytes - done, 1 << 20), out);
                if (n <= 0 && in.size() < offset + bytes) {
                    throw shrunk();
                }
                done += n;
            }
        }
    }

    CheckpointException shrunk() {
        return new CheckpointException(
                file,
                "tensor " + name
                        + " ends beyond the end of the file, which was longer when it was opened. Read it again.");
    }
}
