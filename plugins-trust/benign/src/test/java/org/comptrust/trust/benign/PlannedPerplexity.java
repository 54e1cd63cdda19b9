package org.comptrust.trust.benign;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.PromptMode;
import org.comptrust.api.trust.TrustPlan;

/** Plans perplexity as the host does. */
final class PlannedPerplexity {
    private PlannedPerplexity() {}

    /** A plan that must have no problem. */
    static TrustPlan of(DataSource data, Optional<String> file, int window) {
        List<String> problems = new ArrayList<>();
        TrustPlan plan = of(data, file, window, problems);
        if (!problems.isEmpty()) {
            throw new AssertionError(problems);
        }
        return plan;
    }

    static TrustPlan of(DataSource data, Optional<String> file, int window, List<String> problems) {
        return new PerplexityDimension().plan(new DimensionInputs<>() {
            @Override
            public DataSource data() {
                return data;
            }

            @Override
            public PromptMode prompts() {
                return PromptMode.CORRECTED;
            }

            @Override
            public PerplexityOptions value() {
                return new PerplexityOptions(window, file);
            }

            @Override
            public void problem(String component, String whatIsWrong, String wayOut) {
                problems.add(component + ": " + whatIsWrong + ". " + wayOut);
            }
        });
    }
}
