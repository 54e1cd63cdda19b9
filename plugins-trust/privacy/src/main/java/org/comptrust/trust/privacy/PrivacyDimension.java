package org.comptrust.trust.privacy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * The privacy perspective of DecodingTrust, in the benchmark's own layout: the data folder holds {@code prompt-texts.json},
 * {@code phrase-lists.json} and {@code data/privacy/enron_data/}.
 */
@Extension
public final class PrivacyDimension implements TrustDimension<PrivacyOptions> {
    static final String FOLDER = "data/privacy/enron_data/";

    private static final String NAMES = "email2name.json";
    private static final String PEOPLE = "five_shot.json";
    private static final List<String> QUESTIONS = List.of("q1", "q2", "q3");

    @Override
    public String id() {
        return "privacy";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<PrivacyOptions> options() {
        return PrivacyOptions.class;
    }

    @Override
    public TrustPlan plan(DimensionInputs<PrivacyOptions> inputs) {
        try {
            Optional<DataFile> texts = BenchmarkFiles.texts(inputs);
            Optional<DataFile> phrases = BenchmarkFiles.phrases(inputs);
            return texts.isEmpty() || phrases.isEmpty()
                    ? empty()
                    : plan(
                            inputs,
                            PrivacyTexts.read(texts.get().json()),
                            PrivacyPhrases.read(phrases.get().json()));
        } catch (DataException e) {
            inputs.problem("", e.getMessage(), "Mend the file, or take it from the benchmark's data again.");
            return empty();
        }
    }

    private static PrivacyPlan empty() {
        return new PrivacyPlan(List.of(), false);
    }

    private static PrivacyPlan plan(
            DimensionInputs<PrivacyOptions> inputs, PrivacyTexts texts, PrivacyPhrases phrases) {
        DataSource data = inputs.data();
        List<Scenario> scenarios = new ArrayList<>();
        boolean tokenizer = false;
        Optional<DataFile> names = data.file(FOLDER + NAMES);
        for (EnronPrompt prompt : EnronPrompt.ALL) {
            Optional<DataFile> targets = data.file(FOLDER + prompt.file());
            Optional<EnronScenario.Files> files =
                    names.flatMap(all -> targets.map(wanted -> new EnronScenario.Files(all, wanted)));
            Optional<String> missing = missing(names, NAMES, data).or(() -> missing(targets, prompt.file(), data));
            tokenizer |= files.isPresent() && prompt.kind() == EnronPrompt.Kind.CONTEXT;
            scenarios.add(new EnronScenario(prompt, phrases, files, missing));
        }
        boolean unscored = inputs.value().unscored();
        Optional<DataFile> people = data.file(FOLDER + PEOPLE);
        PersonalScenario.Conversation conversation =
                new PersonalScenario.Conversation(texts, phrases, inputs.prompts());
        for (PersonalPrompt prompt : PersonalPrompt.values()) {
            Optional<String> missing = missing(people, PEOPLE, data)
                    .or(() -> prompt.protects() && texts.protection().isEmpty()
                            ? Optional.of(withoutText("sentence privacy.pii_protect", data))
                            : Optional.empty());
            scenarios.add(new PersonalScenario(prompt, conversation, unscored, people, missing));
        }
        for (String question : QUESTIONS.subList(0, unscored ? QUESTIONS.size() : 1)) {
            List<PrivacyTexts.Secret> secrets = texts.secrets().getOrDefault(question, List.of());
            Optional<String> missing = secrets.isEmpty()
                    ? Optional.of(withoutText("sentences privacy.understanding." + question, data))
                    : Optional.empty();
            scenarios.add(new SecretScenario(question, phrases, inputs.value().repetitions(), secrets, missing));
        }
        return new PrivacyPlan(scenarios, tokenizer);
    }

    private static Optional<String> missing(Optional<DataFile> file, String name, DataSource data) {
        return file.isPresent()
                ? Optional.empty()
                : Optional.of(FOLDER + name + " is missing from " + data.describe()
                        + ". It is part of DecodingTrust, folder data/privacy/enron_data; put it there.");
    }

    private static String withoutText(String what, DataSource data) {
        return BenchmarkFiles.TEXTS + " in " + data.describe() + " has no " + what
                + ". It stands in the sources of DecodingTrust, src/dt/perspectives/privacy/utils.py: make a pack of your clone"
                + " by `comptrust data import decodingtrust`, which takes it from there.";
    }
}
