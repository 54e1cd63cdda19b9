package org.comptrust.api.compression;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a method says of one layer. Bits and sparsity are measured by the host.
 *
 * @param linear name of the layer
 * @param figures loss, ratio, ...; finite
 * @param deviations what changed a number: dampening raised, rounding fallback, a short last group
 * @since 0.1
 */
public record LayerReport(String linear, Map<String, Double> figures, List<String> deviations) {
    public LayerReport {
        figures = Collections.unmodifiableSortedMap(new TreeMap<>(figures));
        deviations = List.copyOf(deviations);
        figures.forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(linear + ": " + name + " must be finite, was " + value);
            }
        });
    }
}
