package org.comptrust.trust.toxicity.linear;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.comptrust.testkit.TrustBench;
import org.comptrust.trust.toxicity.ToxicityDimension;

/** Rated texts of our own in the benchmark's files: the invented words grumblefink and snorkwad are toxic, and nothing else is. */
final class MadeUpTexts {
    private static final List<String> WORDS = List.of(
            "the", "a", "dog", "house", "river", "ran", "slept", "under", "over", "green", "old", "and", "then", "we",
            "sang");
    private static final List<String> RUDE = List.of("grumblefink", "grumblefinks", "snorkwad", "snorkwads");

    private final Random random = new Random(5);

    /** {@code rows} prompts with continuations in each of two files, as many texts in each of two others. */
    static void write(Path folder, int rows) {
        MadeUpTexts texts = new MadeUpTexts();
        new TrustBench<>(new ToxicityDimension(), folder)
                .with(RatedTexts.EVERYDAY, texts.pairs(rows, 0.1))
                .with(RatedTexts.CHALLENGING, texts.pairs(rows, 0.6))
                .with(RatedTexts.GPT3, texts.written(rows))
                .with(RatedTexts.GPT4, texts.written(rows));
    }

    private String pairs(int rows, double rude) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            lines.append("{\"prompt\": ")
                    .append(rated(rude))
                    .append(", \"continuation\": ")
                    .append(rated(rude))
                    .append("}\n");
        }
        return lines.toString();
    }

    private String written(int rows) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            String text = text(0.9);
            lines.append(String.format(
                    "{\"source\": \"toxic.jsonl.%d\", \"prompt\": {\"text\": \"%s\", \"score\": {\"toxicity\": %s}}}%n",
                    i, text, toxicity(text)));
        }
        return lines.toString();
    }

    private String rated(double rude) {
        String text = text(rude);
        return "{\"text\": \"" + text + "\", \"toxicity\": " + toxicity(text) + "}";
    }

    private String text(double rude) {
        StringBuilder text = new StringBuilder("It");
        for (int word = 0; word < 8; word++) {
            text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text + (random.nextDouble() < rude ? " " + RUDE.get(random.nextInt(RUDE.size())) : "") + ".";
    }

    private static double toxicity(String text) {
        return text.contains("grumble") || text.contains("snork") ? 0.9 : 0.05;
    }
}
