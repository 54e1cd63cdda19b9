package org.comptrust.models.checkpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Writes a safetensors file. The same tensors give the same bytes, in whatever order they were added; a reader never sees half a
 * file, since it is written beside its place and moved there.
 */
public final class SafetensorsWriter {
    /** Writes the little-endian bytes of one tensor, exactly as many as its shape and type need. */
    @FunctionalInterface
    public interface Content {
        void writeTo(WritableByteChannel out) throws IOException;
    }

    private record Tensor(StoredType type, List<Long> shape, long bytes, Content content) {}

    private static final int ALIGNMENT = 8;

    private final SortedMap<String, Tensor> tensors = new TreeMap<>();
    private final SortedMap<String, String> metadata = new TreeMap<>();

    /** Adds an entry to the header's {@code __metadata__}. */
    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /** Adds a tensor from memory; the buffer's position is left alone. */
    public SafetensorsWriter add(String name, StoredType type, List<Long> shape, ByteBuffer bytes) {
        ByteBuffer source = bytes.asReadOnlyBuffer();
        return add(name, type, shape, out -> {
            ByteBuffer rest = source.duplicate();
            while (rest.hasRemaining()) {
                out.write(rest);
            }
        });
    }

    /** Adds a tensor of another file without holding it in memory. */
    public SafetensorsWriter add(TensorEntry entry) {
        return add(entry.name(), entry.type(), entry.shape(), entry::copyTo);
    }

    /**
     * Adds a tensor whose bytes are asked for when the file is written.
     *
     * @throws IllegalArgumentException if the name is taken or the shape impossible
     */
    public SafetensorsWriter add(String name, StoredType type, List<Long> shape, Content content) {
        long bytes = type.bytes();
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException(name + ": impossible shape " + shape);
            }
            bytes = Math.multiplyExact(bytes, size);
        }
        if (name.equals("__metadata__") || tensors.containsKey(name)) {
            throw new IllegalArgumentException("tensor name already taken: " + name);
        }
        tensors.put(name, new Tensor(type, List.copyOf(shape), bytes, content));
        return this;
    }

    /**
     * Writes the file, replacing one of the same name.
     *
     * @throws IOException if the disk or a tensor's content fails; nothing is left behind then
     * @throws IllegalStateException if a content wrote more or fewer bytes than its shape and type need
     */
    public void write(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        // Not createTempFile, whose files only their owner may read.
        Path beside = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            // Large elements first, so that each tensor starts at a multiple of its element size.
            List<Map.Entry<String, Tensor>> order = tensors.entrySet().stream()
                    .sorted(Comparator.comparingInt((Map.Entry<String, Tensor> e) ->
                                    -e.getValue().type().bytes())
                            .thenComparing(Map.Entry::getKey))
                    .toList();
            try (FileChannel out = FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer header = header(order);
                while (header.hasRemaining()) {
                    out.write(header);
                }
                for (Map.Entry<String, Tensor> tensor : order) {
                    writeContent(out, tensor.getKey(), tensor.getValue());
                }
                out.force(true);
            }
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private ByteBuffer header(List<Map.Entry<String, Tensor>> order) {
        Map<String, long[]> offsets = new TreeMap<>();
        long end = 0;
        for (Map.Entry<String, Tensor> tensor : order) {
            offsets.put(
                    tensor.getKey(), new long[] {end, end += tensor.getValue().bytes()});
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (!metadata.isEmpty()) {
            ObjectNode members = json.putObject("__metadata__");
            metadata.forEach(members::put);
        }
        tensors.forEach((name, tensor) -> {
            ObjectNode members = json.putObject(name);
            members.put("dtype", tensor.type().name());
            tensor.shape().forEach(members.putArray("shape")::add);
            long[] range = offsets.getOrDefault(name, new long[2]);
            members.putArray("data_offsets").add(range[0]).add(range[1]);
        });
        byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(text, (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        return ByteBuffer.allocate(ALIGNMENT + padded.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded.length)
                .put(padded)
                .flip();
    }

    private static void writeContent(FileChannel out, String name, Tensor tensor) throws IOException {
        long start = out.position();
        tensor.content().writeTo(new Uncloseable(out));
        long written = out.position() - start;
        if (written != tensor.bytes()) {
            throw new IllegalStateException("tensor " + name + ": " + tensor.type() + " " + tensor.shape() + " needs "
                    + tensor.bytes() + " bytes, got " + written);
        }
    }

    /** A content that closes its channel, as a wrapped stream does, must not end the file. */
    private record Uncloseable(FileChannel out) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) throws IOException {
            return out.write(source);
        }

        @Override
        public boolean isOpen() {
            return out.isOpen();
        }

        @Override
        public void close() {}
    }
}
