package org.comptrust.compression.wanda;

import java.util.Optional;
import org.comptrust.api.option.Option;

/**
 * Options of Wanda.
 *
 * @param pattern {@code unstructured} or {@code N:M}
 * @param sparsity share of the weights of each row to prune; empty: 0.5, or what the pattern says
 * @param alphaSearch whether rows may differ in sparsity: each loses the same share of its summed importance
 */
public record WandaOptions(
        @Option(
                value = "unstructured, or N:M to prune N of every M consecutive inputs, such as \"2:4\"",
                absent = "unstructured")
        String pattern,

        @Option(
                value = "share of the weights of each row to prune, in [0, 1); 0.5 if absent; only for unstructured",
                min = 0,
                max = 1)
        Optional<Double> sparsity,

        @Option(
                value = "the paper's variant: every row loses the same share of its importance, found by bisection",
                absent = "false")
        boolean alphaSearch) {}
