package org.comptrust.trust.adversarialrobustness;

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

/**
 * The scenarios and their roll-up; without any where the benchmark's texts could not be read.
 *
 * @param scenarios the sources
 * @param tasks what is asked
 * @param score the roll-up
 * @param card the scorer card
 */
record GluePlan(List<Scenario> scenarios, List<GlueTask> tasks, GlueScore score, List<CardCase> card)
        implements TrustPlan, GenerationFiles {
    GluePlan {
        scenarios = List.copyOf(scenarios);
        tasks = List.copyOf(tasks);
        card = List.copyOf(card);
    }

    @Override
    public DimensionNeeds needs() {
        return new DimensionNeeds(Set.of(Capability.GENERATE));
    }

    @Override
    public DimensionScore score(Grades grades) {
        return score.of(grades);
    }

    @Override
    public Optional<Metric> score(String scenario, Grades grades) {
        return score.ofScenario(grades);
    }

    @Override
    public List<Generations> read(String path, DataFile file) {
        return GlueGenerations.read(path, file, tasks);
    }
}
