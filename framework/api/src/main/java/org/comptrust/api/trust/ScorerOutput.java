package org.comptrust.api.trust;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What a scorer says of a text: figures, or why there are none. A text without a figure has no score, which is not the score 0.
 *
 * @param scores finite figures by name
 * @param failure {@code ""}, or why the text cannot be rated; then there are no scores
 * @since 0.1
 */
public record ScorerOutput(Map<String, Double> scores, String failure) {
    public ScorerOutput {
        Objects.requireNonNull(failure, "failure");
        scores = Collections.unmodifiableSortedMap(new TreeMap<>(scores));
        scores.forEach((name, figure) -> {
            if (!Double.isFinite(figure)) {
                throw new IllegalArgumentException("score " + name + " must be finite, was " + figure);
            }
        });
        if (scores.isEmpty() == failure.isEmpty()) {
            throw new IllegalArgumentException(
                    failure.isEmpty() ? "neither scores nor a failure" : "scores with the failure " + failure);
        }
    }

    /** One figure. */
    public static ScorerOutput of(String name, double figure) {
        return new ScorerOutput(Map.of(name, figure), "");
    }

    public static ScorerOutput failed(String why) {
        return new ScorerOutput(Map.of(), why);
    }

    /** A figure; empty if the rating failed or has no such figure. */
    public OptionalDouble score(String name) {
        Double figure = scores.get(name);
        return figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure);
    }
}
