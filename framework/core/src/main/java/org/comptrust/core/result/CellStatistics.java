package org.comptrust.core.result;

import java.util.Optional;

/**
 * How sure the figures of a cell are.
 *
 * @param score of the score, by bootstrap over its items
 * @param refusals Wilson's interval of the refusal rate; empty where nothing was answered
 * @param unreadable Wilson's interval of the unreadable rate
 */
public record CellStatistics(Confidence score, Optional<Interval> refusals, Optional<Interval> unreadable) {
    /** Nothing was computed. */
    public static final CellStatistics NONE =
            new CellStatistics(Confidence.none("not computed"), Optional.empty(), Optional.empty());
}
