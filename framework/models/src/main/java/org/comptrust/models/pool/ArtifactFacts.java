package org.comptrust.models.pool;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.comptrust.api.compression.LayerReport;
import org.jspecify.annotations.Nullable;

/**
 * What is known of compressed weights; kept beside them as {@code provenance.json}.
 *
 * @param key content key: base weights, methods, options, calibration, seed, engine
 * @param weights hash of all tensors
 * @param bits storage of the block linears, in bits
 * @param parameters number of their weights
 * @param zeros how many of them are exactly zero
 * @param layers what the methods say of each linear
 * @param origin names and values: base, methods, calibration, versions
 * @param tensors names of the tensors that differ from the base's: weights, and norms and biases that took up scales
 */
@JsonPropertyOrder({"key", "weights", "parameters", "bits", "zeros", "origin", "tensors", "layers"})
public record ArtifactFacts(
        String key,
        String weights,
        double bits,
        long parameters,
        long zeros,
        List<LayerReport> layers,
        Map<String, String> origin,
        @Nullable List<String> tensors) {
    public ArtifactFacts {
        layers = List.copyOf(layers);
        origin = new TreeMap<>(origin);
        // Facts that were written before norms could change name the linears only.
        tensors = tensors == null
                ? layers.stream().map(report -> report.linear() + ".weight").toList()
                : List.copyOf(new TreeSet<>(tensors));
    }

    /** Facts of weights that nothing changed. */
    ArtifactFacts(String weights, double bits, long parameters, long zeros, Map<String, String> origin) {
        this("", weights, bits, parameters, zeros, List.of(), origin, List.of());
    }

    public double bitsPerWeight() {
        return bits / parameters;
    }

    /** Fraction of weights that are exactly zero. */
    public double sparsity() {
        return (double) zeros / parameters;
    }
}
