package org.comptrust.core.plan;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.comptrust.api.trust.PromptMode;
import org.comptrust.api.trust.Scale;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.data.Pack;
import org.comptrust.core.paper.PaperTemplate;
import org.comptrust.core.port.Origin;
import org.comptrust.core.result.CellResult;

/**
 * A dimension with its options and data, for one model.
 *
 * @param label unique in the experiment: the id, where nothing else has it
 * @param id the dimension's id
 * @param version the dimension's version
 * @param origin the plugin that holds it
 * @param options canonical JSON of the options that change results
 * @param paper the study's template that turns messages into prompts; empty: the model's own chat template does
 * @param limit the most items that are asked, as text; equal limits give equal texts
 * @param partial whether a score without the unavailable scenarios is wanted
 * @param plan the plugin's plan; empty if planning failed
 * @param scale how its scores are compared
 * @param personal whether questions or answers hold data of real people, which no report may show
 * @param scenarios all scenarios with the selected items
 * @param scorers whom its scenarios may consult, by role
 * @param dataHashes hashes of the data files that were opened, by path relative to the data folder
 * @param pack what the data say of themselves, if they are a pack
 * @param failure why it cannot run
 */
public record PlannedDimension(
        String label,
        String id,
        int version,
        Origin origin,
        String options,
        Optional<PaperTemplate> paper,
        String limit,
        boolean partial,
        Optional<TrustPlan> plan,
        Scale scale,
        boolean personal,
        List<PlannedScenario> scenarios,
        Map<String, PlannedScorer> scorers,
        Map<String, String> dataHashes,
        Optional<Pack> pack,
        Optional<CellResult.Failed> failure) {
    public PlannedDimension {
        scenarios = List.copyOf(scenarios);
        scorers = Collections.unmodifiableMap(new TreeMap<>(scorers));
        dataHashes = Map.copyOf(dataHashes);
    }

    /** The same, but it cannot run. */
    PlannedDimension failed(CellResult.Failed why) {
        return with(label, scenarios, Optional.of(why));
    }

    /** The same under another name, with these scenarios in place of its own. */
    public PlannedDimension reading(String name, List<PlannedScenario> others) {
        return with(name, others, failure);
    }

    private PlannedDimension with(String name, List<PlannedScenario> others, Optional<CellResult.Failed> why) {
        return new PlannedDimension(
                name,
                id,
                version,
                origin,
                options,
                paper,
                limit,
                partial,
                plan,
                scale,
                personal,
                others,
                scorers,
                dataHashes,
                pack,
                why);
    }

    /** How messages become prompts. */
    public PromptMode prompts() {
        return paper.isPresent() ? PromptMode.PAPER : PromptMode.CORRECTED;
    }

    /** Ids of the scenarios that the experiment leaves out. */
    public List<String> leftOut() {
        return scenarios.stream()
                .filter(scenario -> !scenario.chosen())
                .map(PlannedScenario::id)
                .toList();
    }

    /** Number of items that each variant is asked. */
    public int items() {
        return scenarios.stream().mapToInt(s -> s.selection().size()).sum();
    }
}
