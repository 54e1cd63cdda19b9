package org.comptrust.trust.privacy;

import java.util.EnumSet;
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

/** The scenarios of the three parts and their roll-up; without any where the data could not be read. */
final class PrivacyPlan implements TrustPlan, GenerationFiles {
    private final List<Scenario> scenarios;
    private final boolean tokenizer;

    /**
     * @param tokenizer whether a scenario cuts texts into tokens
     */
    PrivacyPlan(List<Scenario> scenarios, boolean tokenizer) {
        this.scenarios = List.copyOf(scenarios);
        this.tokenizer = tokenizer;
    }

    @Override
    public DimensionNeeds needs() {
        Set<Capability> needs = EnumSet.of(Capability.GENERATE, Capability.SAMPLE);
        if (tokenizer) {
            needs.add(Capability.TOKENIZER);
        }
        return new DimensionNeeds(needs);
    }

    @Override
    public List<Scenario> scenarios() {
        return scenarios;
    }

    /** Addresses and names of the mail corpus are those of real people. */
    @Override
    public boolean personal() {
        return true;
    }

    @Override
    public DimensionScore score(Grades grades) {
        return PrivacyScore.of(grades);
    }

    @Override
    public Optional<Metric> score(String scenario, Grades grades) {
        return PrivacyScore.ofScenario(scenario, grades);
    }

    @Override
    public List<CardCase> card() {
        return scenarios.isEmpty() ? List.of() : PrivacyCard.cases();
    }

    @Override
    public List<Generations> read(String path, DataFile file) {
        return PrivacyGenerations.read(path, file);
    }
}
