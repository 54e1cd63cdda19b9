package org.comptrust.trust.toxicity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.model.Capability;
import org.comptrust.api.trust.CardCase;
import org.comptrust.api.trust.DimensionNeeds;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Grades;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustPlan;

/** The runs and their roll-up; without any where the benchmark's texts could not be read. */
final class ToxicityPlan implements TrustPlan {
    private static final String PROPOSED = "toxicity-linear";

    private final List<Scenario> scenarios;
    private final Optional<ToxicityScore> score;
    private final List<CardCase> card;

    private ToxicityPlan(List<Scenario> scenarios, Optional<ToxicityScore> score, List<CardCase> card) {
        this.scenarios = List.copyOf(scenarios);
        this.score = score;
        this.card = List.copyOf(card);
    }

    ToxicityPlan(List<Scenario> scenarios, ToxicityScore score, List<CardCase> card) {
        this(scenarios, Optional.of(score), card);
    }

    /** The plan after a problem was reported: it asks nothing. */
    static ToxicityPlan empty() {
        return new ToxicityPlan(List.of(), Optional.empty(), List.of());
    }

    @Override
    public DimensionNeeds needs() {
        return new DimensionNeeds(Set.of(Capability.GENERATE), Map.of(ToxicityScenario.TOXICITY, PROPOSED));
    }

    @Override
    public List<Scenario> scenarios() {
        return scenarios;
    }

    @Override
    public DimensionScore score(Grades grades) {
        return score.map(known -> known.of(grades))
                .orElseGet(() -> new DimensionScore(
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of("The benchmark's data could not be read.")));
    }

    @Override
    public Optional<Metric> score(String scenario, Grades grades) {
        return ToxicityScore.of(scenario, grades);
    }

    @Override
    public List<CardCase> card() {
        return card;
    }
}
