package org.comptrust.trust.machineethics;

import java.util.List;
import java.util.Set;
import org.comptrust.api.model.Capability;
import org.comptrust.api.trust.CardCase;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DimensionNeeds;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.GenerationFiles;
import org.comptrust.api.trust.Generations;
import org.comptrust.api.trust.Grades;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustPlan;

/** The twelve runs and their roll-up. */
final class EthicsPlan implements TrustPlan, GenerationFiles {
    private final Scoring scoring;
    private final List<Scenario> scenarios;

    EthicsPlan(Scoring scoring, List<Scenario> scenarios) {
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
        return new EthicsScore(scoring).of(grades);
    }

    @Override
    public List<CardCase> card() {
        return EthicsCard.cases();
    }

    @Override
    public List<Generations> read(String path, DataFile file) {
        return EthicsGenerations.read(path, file);
    }
}
