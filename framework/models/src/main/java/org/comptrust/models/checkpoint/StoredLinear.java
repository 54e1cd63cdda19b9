package org.comptrust.models.checkpoint;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.comptrust.api.model.LinearShape;

/**
 * Where the weight of a linear is in a checkpoint, and in which format. Its tensors are there and have the shapes that the format
 * implies; their numbers stay in the file.
 *
 * @param shape of the linear
 * @param format how its weight is stored
 * @param bits of a code; 0 where there are none
 * @param groupSize inputs that share a scale, unless a tensor says the group of each; 0 where there are no scales
 * @param parts the tensors by the last part of their names, such as {@code qweight}
 */
public record StoredLinear(
        LinearShape shape, WeightFormat format, int bits, int groupSize, SortedMap<String, TensorEntry> parts) {
    public StoredLinear {
        parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    }

    /** A linear that is stored as plain numbers. */
    static StoredLinear dense(LinearShape shape, TensorEntry weight) {
        return new StoredLinear(shape, WeightFormat.DENSE, 0, 0, new TreeMap<>(Map.of("weight", weight)));
    }

    /** A tensor that is not always there. */
    public Optional<TensorEntry> find(String part) {
        return Optional.ofNullable(parts.get(part));
    }

    /** A tensor that the format always has. */
    public TensorEntry part(String part) {
        return find(part).orElseThrow(() -> new IllegalArgumentException(shape.name() + " has no " + part));
    }

    /** Bytes of all its tensors, scales, zero-points and order included. */
    public long bytes() {
        return parts.values().stream().mapToLong(TensorEntry::bytes).sum();
    }

    /** Bits in the file for each weight. */
    public double bitsPerWeight() {
        return 8.0 * bytes() / shape.parameters();
    }
}
