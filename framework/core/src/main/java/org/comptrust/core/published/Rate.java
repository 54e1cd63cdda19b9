package org.comptrust.core.published;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a variant is compressed: bits of a weight, or the share of weights that are pruned and in which pattern.
 *
 * @param bits of a weight; for a pruned variant those that it is stored in, 16
 * @param sparsity share of weights that are zero, in [0, 1); 0 where nothing is pruned
 * @param pattern N:M, or {@code ""} where there is none
 */
public record Rate(double bits, double sparsity, String pattern) implements Comparable<Rate> {
    private static final Pattern BITS = Pattern.compile("\\d{1,2}(\\.\\d{1,2})?");
    private static final Pattern PRUNED = Pattern.compile("(0?\\.\\d{1,4})( (\\d{1,3}:\\d{1,3}))?");
    private static final double DENSE = 16;

    /** Reads {@code 4}, {@code 0.5} or {@code 0.5 2:4}; empty if it is none of these. */
    static Optional<Rate> parse(String text) {
        Matcher pruned = PRUNED.matcher(text);
        if (pruned.matches()) {
            return Optional.of(new Rate(
                    DENSE, Double.parseDouble(pruned.group(1)), pruned.group(3) == null ? "" : pruned.group(3)));
        }
        return BITS.matcher(text).matches() && Double.parseDouble(text) >= 1
                ? Optional.of(new Rate(Double.parseDouble(text), 0, ""))
                : Optional.empty();
    }

    /** Whether weights are pruned. */
    public boolean isPruned() {
        return sparsity > 0;
    }

    /** For people: {@code 4 bits}, {@code 2:4}, {@code 50 %}. */
    public String words() {
        return isPruned() ? mark() : number(bits) + " bits";
    }

    /** As short as it goes: {@code 4}, {@code 2:4}, {@code 50 %}. */
    public String mark() {
        return !isPruned() ? number(bits) : pattern.isEmpty() ? percent() : pattern;
    }

    /** As the option of a method: {@code bits=4}, {@code pattern=2:4}, {@code sparsity=0.5}. */
    String option() {
        return !isPruned()
                ? "bits=" + number(bits)
                : pattern.isEmpty() ? "sparsity=" + number(sparsity) : "pattern=" + pattern;
    }

    private String percent() {
        return number(100 * sparsity) + " %";
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? Long.toString(Math.round(value))
                : String.format(Locale.ROOT, "%.4f", value).replaceFirst("0+$", "");
    }

    /** What keeps most first: 8 bits before 4 before 3; of patterns those of longer runs, which leave more choice, first. */
    @Override
    public int compareTo(Rate other) {
        if (isPruned() != other.isPruned()) {
            return isPruned() ? 1 : -1;
        }
        int byBits = Double.compare(other.bits, bits);
        int bySparsity = Double.compare(sparsity, other.sparsity);
        return byBits != 0 ? byBits : bySparsity != 0 ? bySparsity : other.pattern.compareTo(pattern);
    }
}
