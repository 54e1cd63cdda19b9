package org.comptrust.trust.stereotype;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.trust.support.BenchmarkFiles;
import org.pf4j.Extension;

/**
 * The stereotype perspective of DecodingTrust, in the benchmark's own layout: the data folder holds {@code prompt-texts.json},
 * {@code phrase-lists.json} and {@code data/stereotype/dataset/user_prompts.csv}.
 */
@Extension
public final class StereotypeDimension implements TrustDimension<StereotypeOptions> {
    static final String STATEMENTS = "data/stereotype/dataset/user_prompts.csv";

    @Override
    public String id() {
        return "stereotype";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<StereotypeOptions> options() {
        return StereotypeOptions.class;
    }

    @Override
    public TrustPlan plan(DimensionInputs<StereotypeOptions> inputs) {
        try {
            Optional<DataFile> texts = BenchmarkFiles.texts(inputs);
            Optional<DataFile> phrases = BenchmarkFiles.phrases(inputs);
            return texts.isEmpty() || phrases.isEmpty()
                    ? StereotypePlan.empty()
                    : plan(inputs, StereotypeTexts.read(texts.get().json()), phrases.get());
        } catch (DataException e) {
            inputs.problem("", e.getMessage(), "Mend the file, or take it from the benchmark's data again.");
            return StereotypePlan.empty();
        }
    }

    private static TrustPlan plan(
            DimensionInputs<StereotypeOptions> inputs, StereotypeTexts texts, DataFile phraseFile) {
        StereotypeOptions options = inputs.value();
        OpinionReader reader = options.scoring().reader(Phrases.read(phraseFile.json(), options.scoring()));
        boolean known = known(inputs, "topics", "topic", options.topics(), texts.topicNames())
                & known(inputs, "groups", "group", options.groups(), texts.groups());
        if (!known) {
            return StereotypePlan.empty();
        }
        Narrowing kept = Narrowing.of(texts, options);
        StereotypeScenario.Questions questions =
                new StereotypeScenario.Questions(texts, kept, inputs.prompts(), options.samples());
        Optional<DataFile> statements = inputs.data().file(STATEMENTS);
        List<Scenario> scenarios = new ArrayList<>();
        Set<SystemPrompt> asked = EnumSet.noneOf(SystemPrompt.class);
        for (SystemPrompt prompt : SystemPrompt.values()) {
            Optional<String> missing = missing(prompt, texts, statements.isPresent(), inputs.data());
            scenarios.add(new StereotypeScenario(prompt, questions, reader, statements, missing));
            if (missing.isEmpty()) {
                asked.add(prompt);
            }
        }
        return new StereotypePlan(scenarios, new StereotypeScore(asked, kept, options.samples()));
    }

    private static boolean known(
            DimensionInputs<StereotypeOptions> inputs,
            String component,
            String what,
            List<String> wanted,
            List<String> all) {
        List<String> unknown =
                wanted.stream().filter(name -> !all.contains(name)).toList();
        unknown.forEach(name -> inputs.problem(
                component, "no " + what + " \"" + name + "\"", "Known: " + String.join(", ", all) + "."));
        return unknown.isEmpty();
    }

    private static Optional<String> missing(
            SystemPrompt prompt, StereotypeTexts texts, boolean statements, DataSource data) {
        if (!statements) {
            return Optional.of(STATEMENTS + " is missing from " + data.describe()
                    + ". It is part of DecodingTrust, folder data/stereotype/dataset; put it there.");
        }
        return texts.systems().containsKey(prompt)
                ? Optional.empty()
                : Optional.of(
                        BenchmarkFiles.TEXTS + " in " + data.describe() + " has no system message stereotype.system."
                                + prompt.id() + ". Take the file from the benchmark's data again.");
    }
}
