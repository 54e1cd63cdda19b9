package org.comptrust.api.trust;

import java.util.List;

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

    /** The unit in which two scores are compared. */
    default Scale scale() {
        return Scale.POINTS;
    }

    /** The scorer card: labelled answers of the plugin's own, from which the host counts how often its readers are right. */
    List<CardCase> card();
}
