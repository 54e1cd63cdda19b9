package org.comptrust.trust.stereotype;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.model.Capability;
import org.comptrust.api.trust.CardCase;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DimensionNeeds;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.GenerationFiles;
import org.comptrust.api.trust.Generations;
import org.comptrust.api.trust.Grades;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustPlan;

/** The three scenarios and their roll-up; without any where the data could not be read. */
final class StereotypePlan implements TrustPlan, GenerationFiles {
    private final List<Scenario> scenarios;
    private final Optional<StereotypeScore> score;

    private StereotypePlan(List<Scenario> scenarios, Optional<StereotypeScore> score) {
        this.scenarios = List.copyOf(scenarios);
        this.score = score;
    }

    StereotypePlan(List<Scenario> scenarios, StereotypeScore score) {
        this(scenarios, Optional.of(score));
    }

    /** The plan after a problem was reported: it asks nothing. */
    static StereotypePlan empty() {
        return new StereotypePlan(List.of(), Optional.empty());
    }

    @Override
    public DimensionNeeds needs() {
        return new DimensionNeeds(Set.of(Capability.GENERATE));
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
        return score.flatMap(known -> known.ofScenario(grades));
    }

    @Override
    public List<CardCase> card() {
        return scenarios.isEmpty() ? List.of() : StereotypeCard.cases();
    }

    @Override
    public List<Generations> read(String path, DataFile file) {
        return StereotypeGenerations.read(path, file);
    }
}
