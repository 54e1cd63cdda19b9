package org.comptrust.compression.sparsegpt;

import java.util.Optional;
import org.comptrust.api.option.Option;
import org.comptrust.compression.support.Hessian;

/**
 * Options of SparseGPT.
 *
 * @param pattern {@code unstructured} or {@code N:M}
 * @param sparsity share of the weights of each block of columns to prune; empty: 0.5, or what the pattern says
 * @param bits what the kept weights are rounded to in the same pass; empty: they are not
 * @param dampening fraction of the mean diagonal of the Hessian
 * @param blockSize columns that are corrected together
 * @param hessian what the Hessian is computed from
 */
public record SparseGptOptions(
        @Option(
                value = "unstructured, or N:M to prune N of every M consecutive inputs, such as \"2:4\"",
                absent = "unstructured")
        String pattern,

        @Option(
                value = "share of the weights of each block of columns to prune, in [0, 1); 0.5 if absent; only for"
                        + " unstructured",
                min = 0,
                max = 1)
        Optional<Double> sparsity,

        @Option(
                value = "bits to quantize the kept weights to in the same pass; not quantized if absent",
                oneOf = {"2", "3", "4", "8"})
        Optional<Integer> bits,

        @Option(value = "dampening, fraction of the mean diagonal of the Hessian", absent = "0.01", min = 0, max = 1)
        double dampening,

        @Option(
                value = "columns that are corrected together, and of which an unstructured mask is chosen",
                absent = "128",
                min = 1)
        int blockSize,

        @Option(
                value =
                        "what the Hessian is computed from: inputs as they are, or rounded to bfloat16, which is quicker only"
                                + " where the processor multiplies bfloat16 matrices",
                absent = "float32")
        Hessian hessian) {}
