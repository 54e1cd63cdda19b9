package org.comptrust.compression.magnitude;

import java.util.Optional;
import org.comptrust.api.option.Option;

/**
 * Options of magnitude pruning.
 *
 * @param pattern {@code unstructured} or {@code N:M}
 * @param sparsity share of the weights to prune; empty: 0.5, or what the pattern says
 */
public record MagnitudeOptions(
        @Option(
                value = "unstructured, or N:M to prune N of every M consecutive inputs, such as \"2:4\"",
                absent = "unstructured")
        String pattern,

        @Option(
                value = "share of the weights of each linear to prune, in [0, 1); 0.5 if absent; only for unstructured",
                min = 0,
                max = 1)
        Optional<Double> sparsity) {}
