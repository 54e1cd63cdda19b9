package org.comptrust.models.checkpoint;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.comptrust.models.tokenizer.HfTokenizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Folders in which one thing is wrong, as the index of the oracle folder lists them; each is read as {@link ForeignBytes} asks. */
@Tag("oracle")
class MalformedFolderOracleTest {
    private static final Path ORACLES = Path.of(System.getProperty("comptrust.oracles", ""));
    private static final Path FOLDER = ORACLES.resolve("fixtures/malformed");

    private static int cases;
    private static int passed;

    @TestFactory
    Stream<DynamicTest> eachFolderIsTreatedAsItsCaseSays() throws IOException {
        JsonNode index =
                new JsonMapper().readTree(FOLDER.resolve("cases.json").toFile()).path("cases");
        assertFalse(index.isEmpty(), "no cases in " + FOLDER);
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode malformed : index) {
            cases++;
            tests.add(DynamicTest.dynamicTest(malformed.path("id").asText(), () -> {
                check(malformed);
                passed++;
            }));
        }
        return tests.stream();
    }

    @AfterAll
    static void report() {
        System.out.println("malformed: " + passed + " of " + cases);
    }

    private static void check(JsonNode malformed) {
        Path folder = FOLDER.resolve(malformed.path("folder").asText());
        String file = malformed.path("file").asText();
        boolean withTokenizer = malformed.path("kind").asText().equals("tokenizer");
        List<String> warnings = new ArrayList<>();
        Optional<String> refusal = ForeignBytes.read(folder, () -> warnings.addAll(open(folder, withTokenizer)))
                .map(CheckpointException::getMessage);
        refusal.ifPresent(says -> assertTrue(says.contains(file), () -> "does not name " + file + ": " + says));
        boolean refused = refusal.isPresent();
        boolean warned = !warnings.isEmpty();
        switch (malformed.path("expect").asText()) {
            case "reject" -> assertTrue(refused, "was accepted");
            case "reject_or_warn" -> assertTrue(refused || warned, "was accepted in silence");
            case "warn" -> assertTrue(!refused && warned, () -> "expected a warning, got " + refusal + warnings);
            case "accept", "accept_or_warn" -> assertTrue(!refused, () -> "was refused: " + refusal);
            // Never wrong results in silence: a refusal is always right, and an acceptance is a whole, checked model.
            case "reject_or_ignore", "accept_or_reject", "reject_or_support" -> {}
            default -> fail("unknown expectation " + malformed.path("expect"));
        }
        assertFalse(Files.exists(Path.of("PWNED")), "code of the file was executed");
    }

    private static List<String> open(Path folder, boolean withTokenizer) {
        Checkpoint checkpoint = Checkpoint.open(folder);
        checkpoint.requireFinite();
        List<String> warnings = new ArrayList<>(checkpoint.warnings());
        if (withTokenizer) {
            try (HfTokenizer tokenizer = HfTokenizer.open(folder, checkpoint.config())) {
                warnings.addAll(tokenizer.warnings());
            }
        }
        return warnings;
    }
}
