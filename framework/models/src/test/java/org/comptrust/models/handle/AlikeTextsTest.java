package org.comptrust.models.handle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.models.bench.RandomModel;
import org.comptrust.models.checkpoint.DecoderConfig;
import org.comptrust.models.tokenizer.HfTokenizer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts that begin alike become the tokens that each becomes alone, at less cost. */
class AlikeTextsTest {
    @TempDir
    private Path folder;

    @Test
    void eachTextBecomesWhatItBecomesAlone() {
        new RandomModel(1, 8, 8, 1, 1, 3000, 256).write(folder);
        try (HfTokenizer tokenizer = HfTokenizer.open(folder, DecoderConfig.read(folder))) {
            assertSameTokens(tokenizer, 200);
        }
    }

    /** Tokenizers of other makes, such as SentencePiece's, which knows no words. */
    @Test
    @Tag("oracle")
    void eachTextBecomesWhatItBecomesAloneForTheTokenizersOfAllModels() throws IOException {
        Path models = Path.of(System.getProperty("comptrust.oracles")).resolve("models");
        int tokenizers = 0;
        try (Stream<Path> files = Files.walk(models)) {
            for (Path config :
                    files.filter(file -> file.endsWith("config.json")).toList()) {
                Path model = config.getParent();
                if (Files.exists(model.resolve("tokenizer.json")) || Files.exists(model.resolve("tokenizer.model"))) {
                    try (HfTokenizer tokenizer = HfTokenizer.open(model, DecoderConfig.read(model))) {
                        assertSameTokens(tokenizer, 60);
                        tokenizers++;
                    }
                }
            }
        }
        assertTrue(tokenizers > 1, tokenizers + " tokenizers below " + models);
    }

    @Test
    void ofAQuestionAfterTheSameDemonstrationsOnlyTheEndIsEncoded() {
        Letters letters = new Letters(4096);
        AlikeTexts alike = new AlikeTexts(letters);
        String shots = "Is it so? It is so.\n".repeat(100);
        alike.encode(shots + "Question: is the first one so?\nAnswer:");
        long before = letters.encoded();

        alike.encode(shots + "Question: would the other one be so?\nAnswer:");
        alike.encode(shots + "Question: would the other one be so?\nAnswer: no");

        long encoded = letters.encoded() - before;
        assertTrue(encoded < 800, encoded + " characters");
    }

    private static void assertSameTokens(Tokenizer tokenizer, int rounds) {
        AlikeTexts alike = new AlikeTexts(tokenizer);
        Random random = new Random(3);
        String text = "";
        for (int round = 0; round < rounds; round++) {
            int kept = random.nextInt(4) == 0 ? random.nextInt(text.length() + 1) : text.length();
            text = text.substring(0, kept) + piece(random);
            text = text.substring(
                    0, Character.isHighSurrogate(text.charAt(text.length() - 1)) ? text.length() - 1 : text.length());
            if (text.length() > 3000) {
                text = text.substring(0, 400) + "\n" + piece(random);
            }
            assertEquals(tokenizer.encode(text), alike.encode(text), "seed 3, round " + round + ": " + text);
        }
    }

    /** Words, blanks, digits, signs and letters of other scripts, as they come. */
    private static String piece(Random random) {
        List<String> kinds = List.of(
                "the",
                "bada",
                "Kimono",
                " ",
                "  ",
                "\n",
                "\n\n",
                ".",
                "?",
                " 12",
                "3456",
                "'s",
                "é",
                "日本",
                "🙂",
                "\t",
                "ing",
                " of",
                "<s>",
                "aaaaaaaaaaaa",
                "-",
                "Answer:",
                "A");
        List<String> drawn = new ArrayList<>();
        for (int i = 10 + random.nextInt(60); i > 0; i--) {
            drawn.add(kinds.get(random.nextInt(kinds.size())));
            drawn.add(random.nextInt(3) == 0 ? "" : " ");
        }
        return String.join("", drawn);
    }
}
