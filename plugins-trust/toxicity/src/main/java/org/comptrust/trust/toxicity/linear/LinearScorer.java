package org.comptrust.trust.toxicity.linear;

import org.comptrust.api.trust.Scorer;
import org.comptrust.api.trust.ScorerInputs;
import org.comptrust.api.trust.ScorerPlan;
import org.pf4j.Extension;

/** Toxicity without a network: a linear model that is trained on the rated texts of the user's benchmark copy when it is first used. */
@Extension
public final class LinearScorer implements Scorer<LinearOptions> {
    @Override
    public String id() {
        return "toxicity-linear";
    }

    @Override
    public Class<LinearOptions> options() {
        return LinearOptions.class;
    }

    @Override
    public ScorerPlan plan(ScorerInputs<LinearOptions> inputs) {
        return new LinearPlan(inputs.data(), inputs.cache(), Settings.BEST);
    }
}
