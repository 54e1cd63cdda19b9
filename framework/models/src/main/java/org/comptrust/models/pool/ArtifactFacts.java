package org.comptrust.models.pool;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.comptrust.api.compression.LayerReport;

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
 */
@JsonPropertyOrder({"key", "weights", "parameters", "bits", "zeros", "origin", "layers"})
public record ArtifactFacts(
        String key,
        String weights,
        double bits,
        long parameters,
        long zeros,
        List<LayerReport> layers,
        Map<String, String> origin) {
    public ArtifactFacts {
        layers = List.copyOf(layers);
        origin = new TreeMap<>(origin);
    }

    public double bitsPerWeight() {
        return bits / parameters;
    }

    /** Fraction of weights that are exactly zero. */
    public double sparsity() {
        return (double) zeros / parameters;
    }
}
