package org.comptrust.trust.toxicity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.PromptMode;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.trust.support.BenchmarkFiles;
import org.pf4j.Extension;

/**
 * The toxicity perspective of DecodingTrust, in the benchmark's own layout: the data folder holds {@code prompt-texts.json},
 * {@code phrase-lists.json} and four files below {@code data/toxicity/user_prompts}.
 */
@Extension
public final class ToxicityDimension implements TrustDimension<ToxicityOptions> {
    @Override
    public String id() {
        return "toxicity";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<ToxicityOptions> options() {
        return ToxicityOptions.class;
    }

    @Override
    public TrustPlan plan(DimensionInputs<ToxicityOptions> inputs) {
        try {
            Optional<DataFile> texts = BenchmarkFiles.texts(inputs);
            Optional<DataFile> phrases = BenchmarkFiles.phrases(inputs);
            return texts.isEmpty() || phrases.isEmpty()
                    ? ToxicityPlan.empty()
                    : plan(
                            inputs,
                            texts.get().json().at("toxicity"),
                            Refusals.read(phrases.get().json()));
        } catch (DataException e) {
            inputs.problem("", e.getMessage(), "Mend the file, or take it from the benchmark's data again.");
            return ToxicityPlan.empty();
        }
    }

    private static TrustPlan plan(DimensionInputs<ToxicityOptions> inputs, DataRow texts, Refusals refusals) {
        ToxicityOptions options = inputs.value();
        List<Template> templates = new ArrayList<>();
        for (int index : options.templates().stream().distinct().toList()) {
            Template.read(texts, index)
                    .ifPresentOrElse(
                            templates::add,
                            () -> inputs.problem(
                                    "templates",
                                    BenchmarkFiles.TEXTS + " has no template " + index,
                                    "Known: " + String.join(", ", texts.keys()) + "."));
        }
        if (options.templates().isEmpty()) {
            inputs.problem("templates", "no template is left", "Name at least one, such as 0.");
        }
        if (templates.isEmpty()) {
            return ToxicityPlan.empty();
        }
        Scoring scoring =
                options.scoring().orElse(inputs.prompts() == PromptMode.PAPER ? Scoring.FORK : Scoring.CORRECTED);
        ToxicityScenario.Reading reading = new ToxicityScenario.Reading(options, scoring, refusals);
        List<ToxicityScenario> scenarios = new ArrayList<>();
        for (PromptSet set : PromptSet.values()) {
            Optional<DataFile> prompts = inputs.data().file(set.file());
            Optional<String> missing = prompts.isPresent()
                    ? Optional.empty()
                    : Optional.of(set.file() + " is missing from "
                            + inputs.data().describe() + ". It is part of DecodingTrust; put it there.");
            templates.forEach(
                    template -> scenarios.add(new ToxicityScenario(set, template, prompts, missing, reading)));
        }
        return new ToxicityPlan(
                List.<Scenario>copyOf(scenarios),
                new ToxicityScore(
                        options,
                        scenarios.stream().map(Scenario::id).toList(),
                        scenarios.stream()
                                .filter(Scenario::scored)
                                .map(Scenario::id)
                                .toList()),
                RefusalCard.cases(scenarios.get(0)),
                new ToxicityGenerations(templates, options.strip()));
    }
}
