package org.comptrust.models.format;

import ai.djl.pytorch.engine.PtNDManager;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.SafetensorsWriter;
import org.comptrust.models.checkpoint.WeightFormat;
import org.comptrust.models.store.TensorIo;

/**
 * The weight of a linear in memory as a file would hold it: the bytes of its tensors and what they mean. Owns native memory;
 * closing twice is harmless.
 */
public final class PackedLinear implements AutoCloseable {
    private final LinearShape shape;
    private final WeightFormat format;
    private final int bits;
    private final int groupSize;
    private final SortedMap<String, PackedTensor> parts;
    private final Optional<Path> file;

    /**
     * @param bits of a code; 0 where there are none
     * @param groupSize inputs that share a scale, unless a tensor says the group of each; 0 where there are no scales
     * @param parts by the last part of their names
     * @param file where it was read, for messages
     */
    PackedLinear(
            LinearShape shape,
            WeightFormat format,
            int bits,
            int groupSize,
            Map<String, PackedTensor> parts,
            Optional<Path> file) {
        this.shape = shape;
        this.format = format;
        this.bits = bits;
        this.groupSize = groupSize;
        this.parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
        this.file = file;
    }

    public LinearShape shape() {
        return shape;
    }

    public WeightFormat format() {
        return format;
    }

    /** Bits of a code; 0 where there are none. */
    public int bits() {
        return bits;
    }

    /** Inputs that share a scale, unless {@link #ordered() ordered}; 0 where there are no scales. */
    public int groupSize() {
        return groupSize;
    }

    /** Whether a tensor says the group of each input. */
    public boolean ordered() {
        return parts.containsKey("g_idx") || parts.containsKey("weight_g_idx") || parts.containsKey("order");
    }

    /** Bytes of all its tensors, scales, zero-points and order included. */
    public long bytes() {
        return parts.values().stream()
                .mapToLong(part -> part.bytes().getShape().size())
                .sum();
    }

    /** Adds its tensors to a file that is to be written while this is open. */
    public void addTo(SafetensorsWriter writer, TensorIo io) {
        parts.forEach((part, tensor) -> writer.add(
                shape.name() + "." + part, tensor.type(), tensor.shape(), out -> io.write(tensor.bytes(), out)));
    }

    /** Moves its memory to another scope. */
    public PackedLinear attach(PtNDManager scope) {
        parts.values().forEach(part -> part.bytes().attach(scope));
        return this;
    }

    Optional<PackedTensor> find(String part) {
        return Optional.ofNullable(parts.get(part));
    }

    PackedTensor part(String part) {
        return find(part).orElseThrow(() -> new IllegalArgumentException(shape.name() + " has no " + part));
    }

    SortedMap<String, PackedTensor> parts() {
        return parts;
    }

    /** What is wrong with the numbers of a tensor. */
    RuntimeException broken(String part, String problem) {
        String what = "tensor " + shape.name() + "." + part + " " + problem;
        return file.<RuntimeException>map(
                        path -> new CheckpointException(path, what + "; the file is damaged. Download it again."))
                .orElseGet(() -> new IllegalStateException(what));
    }

    @Override
    public void close() {
        parts.values().forEach(part -> part.bytes().close());
    }
}
