package org.comptrust.models.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A tensor in a safetensors file, known from the header; its numbers stay in the file.
 *
 * @param name such as {@code model.layers.0.self_attn.q_proj.weight}
 * @param file the file that holds it
 * @param type type of an element
 * @param shape such as {@code [out, in]}; empty for a single number
 * @param offset first byte, counted from the start of the file
 * @param bytes length in the file: product of the shape times {@link StoredType#bytes()}
 */
public record TensorEntry(String name, Path file, StoredType type, List<Long> shape, long offset, long bytes) {
    public TensorEntry {
        shape = List.copyOf(shape);
        if (offset < 0 || bytes < 0) {
            throw new IllegalArgumentException(name + ": offset " + offset + ", bytes " + bytes);
        }
    }

    /** Number of elements. */
    public long elements() {
        return bytes / type.bytes();
    }

    /**
     * Copies the tensor's bytes, little-endian as in the file, in pieces.
     *
     * @throws CheckpointException if the file became unreadable or shorter since its header was read
     * @throws IOException if {@code out} fails
     */
    public void copyTo(WritableByteChannel out) throws IOException {
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
