package org.comptrust.trust.fairness;

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

/** The runs and their roll-up; without any where the data could not be read. */
final class FairnessPlan implements TrustPlan, GenerationFiles {
    private final Scoring scoring;
    private final List<Scenario> scenarios;

    FairnessPlan(Scoring scoring, List<Scenario> scenarios) {
        this.scoring = scoring;
        this.scenarios = List.copyOf(scenarios);
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
        return new FairnessScore(scoring).of(grades);
    }

    @Override
    public Optional<Metric> score(String scenario, Grades grades) {
        return new FairnessScore(scoring).ofScenario(scenario, grades);
    }

    @Override
    public List<CardCase> card() {
        return scenarios.isEmpty() ? List.of() : FairnessCard.cases();
    }

    @Override
    public List<Generations> read(String path, DataFile file) {
        return FairnessGenerations.read(path, file);
    }
}
