package org.comptrust.models.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.comptrust.models.checkpoint.DecoderConfig;
import org.comptrust.models.checkpoint.Family;
import org.comptrust.models.checkpoint.Rope;
import org.comptrust.models.checkpoint.StoredType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Ids and texts of the sentencepiece library, as the oracle folder lists them, from {@code tokenizer.json}. */
@Tag("oracle")
class TokenizerOracleTest {
    private static final Path ORACLES = Path.of(System.getProperty("comptrust.oracles", ""));

    private static final List<HfTokenizer> OPENED = new ArrayList<>();
    private static int cases;
    private static int passed;
    private static int left;
    private static int modelCases;
    private static int modelPassed;

    @TestFactory
    Stream<DynamicTest> idsAndTextsAreThoseOfTheReference() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(ORACLES.resolve("fixtures/tokenizer"), "*.json")) {
            for (Path file : files) {
                addCases(file, tests);
            }
        }
        assertFalse(tests.isEmpty(), "no tokenizer cases in " + ORACLES);
        cases = tests.size();
        return tests.stream();
    }

    /** The same texts from {@code tokenizer.model} alone: all of them, since its library made the references. */
    @TestFactory
    Stream<DynamicTest> sentencePieceModelsGiveTheSame(@TempDir Path temporary) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(ORACLES.resolve("fixtures/tokenizer"), "*.json")) {
            for (Path file : files) {
                JsonNode reference = new JsonMapper().readTree(file.toFile());
                Path folder = Files.createDirectories(
                        temporary.resolve(file.getFileName().toString()));
                Path model = ORACLES.resolve(reference.path("tokenizer").asText());
                Files.copy(model, folder.resolve("tokenizer.model"));
                HfTokenizer tokenizer = HfTokenizer.open(
                        folder, config(reference.path("vocab_size").asInt()));
                OPENED.add(tokenizer);
                for (JsonNode encode : reference.path("encode")) {
                    addModelCase(tests, file, encode.path("text"), () -> {
                        assertEquals(
                                ids(encode),
                                tokenizer.encode(encode.path("text").asText()));
                        assertEquals(encode.path("decoded").asText(), tokenizer.decode(ids(encode)));
                    });
                }
                for (JsonNode decode : reference.path("decode_only")) {
                    addModelCase(
                            tests,
                            file,
                            decode.path("ids"),
                            () -> assertEquals(decode.path("decoded").asText(), tokenizer.decode(ids(decode))));
                }
            }
        }
        assertFalse(tests.isEmpty(), "no tokenizer cases in " + ORACLES);
        modelCases = tests.size();
        return tests.stream();
    }

    private static void addModelCase(List<DynamicTest> tests, Path file, JsonNode of, Runnable check) {
        tests.add(DynamicTest.dynamicTest("tokenizer.model " + name(file, of), () -> {
            check.run();
            modelPassed++;
        }));
    }

    @AfterAll
    static void report() {
        System.out.println("tokenizer.model: " + modelPassed + " of " + modelCases);
        OPENED.forEach(HfTokenizer::close);
        System.out.println("tokenizer: " + passed + " of " + cases + " (" + left
                + " left out: text of special tokens, on which readers of tokenizer.json differ)");
    }

    private static void addCases(Path file, List<DynamicTest> tests) throws IOException {
        JsonNode reference = new JsonMapper().readTree(file.toFile());
        Path folder = ORACLES.resolve(reference.path("tokenizer").asText()).getParent();
        HfTokenizer tokenizer =
                HfTokenizer.open(folder, config(reference.path("vocab_size").asInt()));
        OPENED.add(tokenizer);
        for (JsonNode encode : reference.path("encode")) {
            if (encode.path("literal_special_tokens").asBoolean()) {
                left++;
                continue;
            }
            add(tests, file, encode.path("text"), () -> {
                List<Integer> ids = ids(encode);
                assertEquals(ids, tokenizer.encode(encode.path("text").asText()));
                assertEquals(encode.path("decoded").asText(), tokenizer.decode(ids));
            });
        }
        int unknown = reference.path("unk_id").asInt();
        for (JsonNode decode : reference.path("decode_only")) {
            if (ids(decode).contains(unknown)) {
                // Only tokenizer.model knows what its library prints for the unknown token; here, special tokens leave
                // no text.
                left++;
                continue;
            }
            add(
                    tests,
                    file,
                    decode.path("ids"),
                    () -> assertEquals(decode.path("decoded").asText(), tokenizer.decode(ids(decode))));
        }
    }

    private static void add(List<DynamicTest> tests, Path file, JsonNode of, Runnable check) {
        tests.add(DynamicTest.dynamicTest(name(file, of), () -> {
            check.run();
            passed++;
        }));
    }

    private static String name(Path file, JsonNode of) {
        String text = of.toString();
        return file.getFileName() + " " + text.substring(0, Math.min(40, text.length()));
    }

    private static List<Integer> ids(JsonNode reference) {
        List<Integer> ids = new ArrayList<>();
        reference.path("ids").forEach(id -> ids.add(id.asInt()));
        return ids;
    }

    private static DecoderConfig config(int vocabulary) {
        return new DecoderConfig(
                Family.LLAMA,
                64,
                64,
                1,
                1,
                1,
                64,
                vocabulary,
                512,
                1e-5,
                new Rope(10_000, 64, Optional.empty()),
                Optional.empty(),
                true,
                false,
                false,
                false,
                StoredType.F32,
                OptionalInt.of(1),
                List.of(2),
                List.of());
    }
}
