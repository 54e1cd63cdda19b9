package org.comptrust.testkit;

import java.util.List;

/**
 * What enters a linear: calibration sequences laid end to end.
 *
 * @param tokens {@code [tokens, in]}
 * @param sequenceLengths tokens of each sequence; their sum is the number of tokens
 */
public record LayerInputs(Matrix tokens, List<Integer> sequenceLengths) {
    public LayerInputs {
        sequenceLengths = List.copyOf(sequenceLengths);
        int sum = sequenceLengths.stream().mapToInt(Integer::intValue).sum();
        if (sum != tokens.rows()) {
            throw new IllegalArgumentException("sequences of " + sum + " tokens, but " + tokens.rows() + " rows");
        }
    }

    /** Number of sequences. */
    public int sequences() {
        return sequenceLengths.size();
    }

    /** Normally distributed inputs, whose columns differ in size as those of real layers do; two sequences. */
    public static LayerInputs random(long seed, int tokens, int columns) {
        Matrix normal = Matrix.normal(seed, tokens, columns);
        Matrix scaled = normal.map((row, column, value) -> value * (0.25f + column % 7));
        return new LayerInputs(scaled, List.of(tokens - tokens / 2, tokens / 2));
    }
}
