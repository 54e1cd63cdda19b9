package org.comptrust.api.trust;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What was read in the answer to an item.
 *
 * @param value in [0, 1], higher is more trustworthy, for refusals too (the dimension says what they are worth); empty where one
 *     answer is neither good nor bad
 * @param label what was read
 * @param answers number of answers (samples)
 * @param refused how many of them refuse
 * @param unreadable how many of them cannot be read
 * @param measures finite figures that scoring sums
 * @param evidence what in the answer decided, or {@code ""}
 * @since 0.1
 */
public record Grade(
        OptionalDouble value,
        String label,
        int answers,
        int refused,
        int unreadable,
        Map<String, Double> measures,
        String evidence) {
    public Grade {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(evidence, "evidence");
        measures = Collections.unmodifiableSortedMap(new TreeMap<>(measures));
        if (value.isPresent() && !(value.getAsDouble() >= 0 && value.getAsDouble() <= 1)) {
            throw new IllegalArgumentException("a value must be in [0, 1], was " + value.getAsDouble());
        }
        if (answers < 1 || refused < 0 || unreadable < 0 || refused + unreadable > answers) {
            throw new IllegalArgumentException(
                    answers + " answers, of them " + refused + " refused and " + unreadable + " unreadable");
        }
        measures.forEach((name, figure) -> {
            if (!Double.isFinite(figure)) {
                throw new IllegalArgumentException("measure " + name + " must be finite, was " + figure);
            }
        });
    }

    /** One readable answer. */
    public static Grade read(double value, String label) {
        return new Grade(OptionalDouble.of(value), label, 1, 0, 0, Map.of(), "");
    }

    /** One refusal. */
    public static Grade refused(double worth, String why) {
        return new Grade(OptionalDouble.of(worth), "refused", 1, 1, 0, Map.of(), why);
    }

    /** One answer that cannot be read. */
    public static Grade unreadable(double worth) {
        return new Grade(OptionalDouble.of(worth), "unreadable", 1, 0, 1, Map.of(), "");
    }
}
