package org.comptrust.core.fake;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.model.Capability;
import org.comptrust.api.trust.CardCase;
import org.comptrust.api.trust.DimensionNeeds;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Grades;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.TrustPlan;

/** Scenarios for models that write text; the score is the percentage that is right. */
interface FakePlan extends TrustPlan {
    @Override
    default DimensionNeeds needs() {
        return new DimensionNeeds(Set.of(Capability.GENERATE));
    }

    @Override
    default DimensionScore score(Grades grades) {
        Optional<Metric> score = accuracy(grades);
        return new DimensionScore(score, score, List.of(), List.of());
    }

    static Optional<Metric> accuracy(Grades grades) {
        return grades.mean("value").stream()
                .mapToObj(mean -> new Metric("accuracy", 100 * mean, "points"))
                .findFirst();
    }

    @Override
    default List<CardCase> card() {
        return List.of();
    }
}
