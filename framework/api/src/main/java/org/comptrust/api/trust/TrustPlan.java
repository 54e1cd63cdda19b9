package org.comptrust.api.trust;

import java.util.List;
import java.util.Optional;

/**
 * A dimension with its options and data. Implemented by plugins.
 *
 * @since 0.1
 */
public interface TrustPlan {
    DimensionNeeds needs();

    /** All scenarios, also those whose data is missing. */
    List<Scenario> scenarios();

    /** The score of graded items. Pure, total, fast: called thousands of times with other weights. */
    DimensionScore score(Grades grades);

    /**
     * The figure of one scenario alone, as it enters the score; empty where it is 100 times the mean of the items' values, which the
     * host takes then. Pure, total, fast, as {@link #score}.
     *
     * @param scenario its id
     * @param grades its graded items, at least one
     */
    default Optional<Metric> score(String scenario, Grades grades) {
        return Optional.empty();
    }

    /** Whether questions or answers hold data of real people: no report shows them then, ids and labels only. */
    default boolean personal() {
        return false;
    }

    /** The unit in which two scores are compared. */
    default Scale scale() {
        return Scale.POINTS;
    }

    /** The scorer card: labelled answers of the plugin's own, from which the host counts how often its readers are right. */
    List<CardCase> card();
}
