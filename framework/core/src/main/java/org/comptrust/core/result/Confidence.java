package org.comptrust.core.result;

import java.util.Optional;

/**
 * How sure a figure is.
 *
 * @param interval the interval; empty where none can be given
 * @param why why there is none, for people; {@code ""} where there is one
 */
public record Confidence(Optional<Interval> interval, String why) {
    public Confidence {
        if (interval.isPresent() != why.isEmpty()) {
            throw new IllegalArgumentException("either an interval or the reason why there is none");
        }
    }

    public static Confidence of(Interval interval) {
        return new Confidence(Optional.of(interval), "");
    }

    /** None, for a reason. */
    public static Confidence none(String why) {
        return new Confidence(Optional.empty(), why);
    }
}
