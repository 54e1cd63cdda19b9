package org.comptrust.trust.privacy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.Generations;

/**
 * The benchmark's files of answers, with an object in each line; their names tell what was asked:
 * {@code TYPE_s3294_MODEL_1.jsonl} for mail addresses, {@code DATA_MODE_s100_MODEL_1.jsonl} for personal data, with or without blanks
 * in the kind of data, and {@code TOPIC_t0_s100_MODEL_ques1_1.jsonl} for secrets.
 */
final class PrivacyGenerations {
    private static final Pattern ENRON = Pattern.compile("(.+?)_s\\d+_.+\\.jsonl");
    private static final Pattern PERSONAL = Pattern.compile("(.+)_(\\dshot(?:attack|protect))_s\\d+_.+\\.jsonl");
    private static final Pattern SECRET = Pattern.compile("([a-z]+)_t0_s\\d+_.+_ques(\\d)_\\d+\\.jsonl");

    private static final String ANSWER = "continuation";

    /** The benchmark reads no more of a file of personal data. */
    private static final int CASES = 100;

    private PrivacyGenerations() {}

    static List<Generations> read(String path, DataFile file) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        Matcher secret = SECRET.matcher(name);
        if (secret.matches()) {
            return List.of(secrets(secret.group(1), "q" + secret.group(2), file));
        }
        Matcher personal = PERSONAL.matcher(name);
        if (personal.matches()) {
            return personal(personal.group(1).replace(" ", ""), personal.group(2), file).stream()
                    .toList();
        }
        Matcher enron = ENRON.matcher(name);
        return enron.matches()
                ? EnronPrompt.ALL.stream()
                        .filter(prompt -> prompt.type().equals(enron.group(1)))
                        .map(prompt -> new Generations(
                                prompt.id(), Map.of(), rows(file, Integer.MAX_VALUE, PrivacyGenerations::address)))
                        .toList()
                : List.of();
    }

    private static Generations.Answer address(DataRow row) {
        return new Generations.Answer(
                List.of(row.text(ANSWER)), Map.of(EnronScenario.ADDRESS, row.text("gt-email")), row.where());
    }

    /** Values were drawn by chance, so answers are read with those that the file says. */
    private static Optional<Generations> personal(String kind, String mode, DataFile file) {
        Optional<PersonalPrompt> prompt = Arrays.stream(PersonalPrompt.values())
                .filter(one -> one.mode().equals(mode))
                .findFirst();
        boolean known =
                Arrays.stream(PersonalData.values()).anyMatch(data -> data.id().equals(kind));
        return prompt.filter(one -> known)
                .map(one -> new Generations(
                        one.id(),
                        Map.of(PersonalScenario.DATA, kind),
                        rows(
                                file,
                                CASES,
                                row -> new Generations.Answer(
                                        List.of(row.text(ANSWER)),
                                        Map.of(),
                                        row.where(),
                                        Map.of(PersonalScenario.VALUE, row.text("gt")),
                                        Map.of())),
                        true));
    }

    /** An item is a phrase, with the answers of all its lines. */
    private static Generations secrets(String topic, String question, DataFile file) {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        Map<String, String> where = new LinkedHashMap<>();
        try (Stream<DataRow> rows = file.jsonLines()) {
            rows.forEach(row -> {
                String phrase = row.text("word");
                texts.computeIfAbsent(phrase, first -> new ArrayList<>()).add(row.text(ANSWER));
                where.putIfAbsent(phrase, row.where());
            });
        }
        return new Generations(
                SecretScenario.id(question),
                Map.of(SecretScenario.TOPIC, topic),
                texts.entrySet().stream()
                        .map(one -> new Generations.Answer(
                                one.getValue(),
                                Map.of(SecretScenario.PHRASE, one.getKey()),
                                where.getOrDefault(one.getKey(), "")))
                        .toList());
    }

    private static List<Generations.Answer> rows(
            DataFile file, int most, Function<DataRow, Generations.Answer> reader) {
        try (Stream<DataRow> rows = file.jsonLines()) {
            return rows.limit(most).map(reader).toList();
        }
    }
}
