package org.comptrust.trust.benign;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.model.Capability;
import org.comptrust.api.trust.CardCase;
import org.comptrust.api.trust.DimensionNeeds;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Grades;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scale;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustPlan;

/** The text's windows, and exp of their nats per token. */
final class PerplexityPlan implements TrustPlan {
    private final List<Scenario> scenarios;

    PerplexityPlan(List<Scenario> scenarios) {
        this.scenarios = List.copyOf(scenarios);
    }

    @Override
    public DimensionNeeds needs() {
        return new DimensionNeeds(Set.of(Capability.LOG_LIKELIHOOD, Capability.TOKENIZER));
    }

    @Override
    public List<Scenario> scenarios() {
        return scenarios;
    }

    @Override
    public Scale scale() {
        return Scale.RATIO;
    }

    @Override
    public DimensionScore score(Grades grades) {
        double tokens = grades.sum(PerplexityScenario.TOKENS);
        double unreadable = grades.sum("unreadable");
        if (unreadable > 0) {
            return without("The log-likelihood of " + (long) unreadable + " of " + (long) grades.weight()
                    + " windows is missing or not finite, so there is no perplexity: leaving them out would hide what is"
                    + " broken.");
        }
        if (tokens == 0) {
            return without("No window was graded, so there is no perplexity.");
        }
        double nats = grades.sum(PerplexityScenario.NATS);
        double perplexity = Math.exp(nats / tokens);
        List<Metric> metrics = new ArrayList<>();
        metrics.add(new Metric("nats-per-token", nats / tokens, "nats"));
        double bytes = grades.sum(PerplexityScenario.BYTES);
        if (bytes > 0) {
            metrics.add(new Metric("bits-per-byte", nats / Math.log(2) / bytes, "bits"));
        }
        if (!Double.isFinite(perplexity)) {
            return new DimensionScore(
                    Optional.empty(),
                    Optional.empty(),
                    metrics,
                    List.of("The perplexity is beyond the largest number; see nats-per-token."));
        }
        Metric headline = new Metric("perplexity", perplexity, "per token");
        metrics.add(headline);
        return new DimensionScore(Optional.of(headline), Optional.of(headline), metrics, List.of());
    }

    @Override
    public Optional<Metric> score(String scenario, Grades grades) {
        return score(grades).headline();
    }

    /** Empty: no text is read, so no reader can be wrong. */
    @Override
    public List<CardCase> card() {
        return List.of();
    }

    private static DimensionScore without(String remark) {
        return new DimensionScore(Optional.empty(), Optional.empty(), List.of(), List.of(remark));
    }
}
