package org.comptrust.trust.toxicity;

import java.util.List;
import java.util.Map;
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

/** The runs and their roll-up; without any where the benchmark's texts could not be read. */
final class ToxicityPlan implements TrustPlan, GenerationFiles {
    private static final String PROPOSED = "toxicity-linear";

    private final List<Scenario> scenarios;
    private final Optional<ToxicityScore> score;
    private final List<CardCase> card;
    private final Optional<ToxicityGenerations> generations;

    private ToxicityPlan(
            List<Scenario> scenarios,
            Optional<ToxicityScore> score,
            List<CardCase> card,
            Optional<ToxicityGenerations> generations) {
        this.generations = generations;
        this.scenarios = List.copyOf(scenarios);
        this.score = score;
        this.card = List.copyOf(card);
    }

    ToxicityPlan(List<Scenario> scenarios, ToxicityScore score, List<CardCase> card, ToxicityGenerations generations) {
        this(scenarios, Optional.of(score), card, Optional.of(generations));
    }

    /** The plan after a problem was reported: it asks nothing. */
    static ToxicityPlan empty() {
        return new ToxicityPlan(List.of(), Optional.empty(), List.of(), Optional.empty());
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

    @Override
    public List<Generations> read(String path, DataFile file) {
        return generations.map(reader -> reader.read(path, file)).orElse(List.of());
    }
}
