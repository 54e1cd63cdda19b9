package org.comptrust.compression.support;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
     * Reads the options {@code pattern} and {@code sparsity} of every linear and reports what is wrong with them, by those names. After
     * a problem the result only serves to go on planning.
     *
     * @param pattern of options: {@code unstructured} or {@code N:M}
     * @param sparsity of options; empty: {@value #DEFAULT_RATIO}, or what the pattern says
     */
    public static <O extends Record> LayerOptions<Sparsity> of(
            CompressionInputs<O> inputs, Function<O, String> pattern, Function<O, Optional<Double>> sparsity) {
        Map<O, Sparsity> read = new HashMap<>();
        LayerOptions.check(
                inputs,
                (options, report) -> read.put(options, of(report, pattern.apply(options), sparsity.apply(options))));
        LayerOptions<Sparsity> all = LayerOptions.of(inputs).map(read::get);
        all.forEachSize(
                (linear, its) -> its.pattern().ifPresent(claimed -> refuseIndivisible(inputs, linear, claimed)));
        return all;
    }

    private static Sparsity of(Report report, String pattern, Optional<Double> sparsity) {
        Sparsity unstructured = new Sparsity(Optional.empty(), unstructuredRatio(report, sparsity));
        if (pattern.equals("unstructured")) {
            return unstructured;
        }
        Optional<Pattern> parsed = parse(pattern);
        if (parsed.isEmpty()) {
            report.problem(
                    "pattern",
                    '"' + pattern + "\" is neither unstructured nor N:M with 0 < N < M",
                    "Write unstructured, or prune N of every M inputs, such as \"2:4\".");
            return unstructured;
        }
        Pattern claimed = parsed.get();
        double ratio = (double) claimed.zeros() / claimed.run();
        if (sparsity.isPresent() && sparsity.get() != ratio) {
            report.problem(
                    "sparsity",
                    sparsity.get() + " contradicts the pattern " + claimed + ", which prunes " + ratio,
                    "Leave sparsity out: a pattern decides it.");
        }
        return new Sparsity(parsed, ratio);
    }

    /** Number of weights that are pruned of a whole, {@code int(whole * ratio)} in float64 as the references compute it. */
    public long of(long whole) {
        return (long) (whole * ratio);
    }

    private static double unstructuredRatio(Report report, Optional<Double> sparsity) {
        double ratio = sparsity.orElse(DEFAULT_RATIO);
        if (ratio >= 0 && ratio < 1) {
            return ratio;
        }
        report.problem("sparsity", ratio + " is not in [0, 1)", "Give the share of weights to prune, such as 0.5.");
        return DEFAULT_RATIO;
    }

    /** N:M as a pattern; empty: it is none. */
    public static Optional<Pattern> parse(String text) {
        Matcher matcher = N_OF_M.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int zeros = Integer.parseInt(matcher.group(1));
        int run = Integer.parseInt(matcher.group(2));
        return zeros > 0 && zeros < run ? Optional.of(new Pattern(zeros, run)) : Optional.empty();
    }

    private static void refuseIndivisible(CompressionInputs<?> inputs, LinearShape linear, Pattern pattern) {
        if (linear.in() % pattern.run() != 0) {
            inputs.problem(
                    linear,
                    "pattern",
                    pattern + ": " + pattern.run() + " does not divide " + linear.in() + ", the input size of "
                            + linear.name(),
                    "Use a pattern whose M divides all input sizes, or unstructured.");
        }
    }
}
