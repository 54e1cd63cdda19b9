package org.comptrust.core.port;

import java.util.List;
import java.util.Map;
import org.comptrust.api.compression.LayerReport;

/**
 * What is measured on a variant, over the linears of all blocks. Equal on every run of the same recipe. Of a model whose weights are
 * elsewhere nothing is measured: its figures are 0, and {@link #weighed()} says so.
 *
 * @param artifact content key of the compressed weights; {@code ""} for a base or a checkpoint
 * @param bitsPerWeight with scales, zero-points and order
 * @param sparsity fraction of weights that are exactly zero, in [0, 1]
 * @param weightBytes size of the block linears at that many bits
 * @param layers one report for each compressed linear
 * @param provenance names and values for the report: calibration hash, dtype, engine, ...
 */
public record VariantFacts(
        String artifact,
        double bitsPerWeight,
        double sparsity,
        long weightBytes,
        List<LayerReport> layers,
        Map<String, String> provenance) {
    public VariantFacts {
        layers = List.copyOf(layers);
        provenance = Map.copyOf(provenance);
    }

    /** The facts of a model whose weights are elsewhere. */
    public static VariantFacts elsewhere(Map<String, String> provenance) {
        return new VariantFacts("", 0, 0, 0, List.of(), provenance);
    }

    /** Whether the weights were at hand, so that the figures say something. */
    public boolean weighed() {
        return weightBytes > 0;
    }
}
