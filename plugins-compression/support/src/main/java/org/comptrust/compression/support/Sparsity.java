package org.comptrust.compression.support;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.compression.Pattern;
import org.comptrust.api.model.LinearShape;

/**
 * How much to prune: a share of a whole (unstructured), or N of every M consecutive inputs.
 *
 * @param pattern N:M; empty: unstructured
 * @param ratio share of the weights to prune, in [0, 1)
 */
public record Sparsity(Optional<Pattern> pattern, double ratio) {
    /** The ratio of unstructured pruning where none is given. */
    public static final double DEFAULT_RATIO = 0.5;

    private static final java.util.regex.Pattern N_OF_M = java.util.regex.Pattern.compile("(\\d{1,6}):(\\d{1,6})");

    public Sparsity {
        if (!(ratio >= 0 && ratio < 1)) {
            throw new IllegalArgumentException("a ratio must be in [0, 1), was " + ratio);
        }
    }

    /**
     * Reads the options {@code pattern} and {@code sparsity} and reports what is wrong with them, by those names. After a problem
     * the result only serves to go on planning.
     *
     * @param pattern {@code unstructured} or {@code N:M}
     * @param sparsity as given; empty: {@value #DEFAULT_RATIO}, or what the pattern says
     */
    public static Sparsity of(CompressionInputs<?> inputs, String pattern, Optional<Double> sparsity) {
        Sparsity unstructured = new Sparsity(Optional.empty(), unstructuredRatio(inputs, sparsity));
        if (pattern.equals("unstructured")) {
            return unstructured;
        }
        Optional<Pattern> parsed = parse(pattern);
        if (parsed.isEmpty()) {
            inputs.problem(
                    "pattern",
                    '"' + pattern + "\" is neither unstructured nor N:M with 0 < N < M",
                    "Write unstructured, or prune N of every M inputs, such as \"2:4\".");
            return unstructured;
        }
        Pattern claimed = parsed.get();
        double ratio = (double) claimed.zeros() / claimed.run();
        if (sparsity.isPresent() && sparsity.get() != ratio) {
            inputs.problem(
                    "sparsity",
                    sparsity.get() + " contradicts the pattern " + claimed + ", which prunes " + ratio,
                    "Leave sparsity out: a pattern decides it.");
        }
        refuseIndivisible(inputs, claimed);
        return new Sparsity(parsed, ratio);
    }

    /** Number of weights that are pruned of a whole, {@code int(whole * ratio)} in float64 as the references compute it. */
    public long of(long whole) {
        return (long) (whole * ratio);
    }

    private static double unstructuredRatio(CompressionInputs<?> inputs, Optional<Double> sparsity) {
        double ratio = sparsity.orElse(DEFAULT_RATIO);
        if (ratio >= 0 && ratio < 1) {
            return ratio;
        }
        inputs.problem("sparsity", ratio + " is not in [0, 1)", "Give the share of weights to prune, such as 0.5.");
        return DEFAULT_RATIO;
    }

    private static Optional<Pattern> parse(String text) {
        Matcher matcher = N_OF_M.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int zeros = Integer.parseInt(matcher.group(1));
        int run = Integer.parseInt(matcher.group(2));
        return zeros > 0 && zeros < run ? Optional.of(new Pattern(zeros, run)) : Optional.empty();
    }

    /** One problem for each input size that does not fit, at the first linear that has it. */
    private static void refuseIndivisible(CompressionInputs<?> inputs, Pattern pattern) {
        Set<Integer> seen = new HashSet<>();
        for (LinearShape linear : inputs.shape().linears()) {
            if (linear.in() % pattern.run() != 0 && seen.add(linear.in())) {
                inputs.problem(
                        linear,
                        "pattern",
                        pattern + ": " + pattern.run() + " does not divide " + linear.in() + ", the input size of "
                                + linear.name(),
                        "Use a pattern whose M divides all input sizes, or unstructured.");
            }
        }
    }
}
