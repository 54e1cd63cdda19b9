package org.comptrust.models.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.comptrust.models.tokenizer.HfTokenizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Folders in which one thing is wrong, as the index of the oracle folder lists them. */
@Tag("oracle")
class MalformedFolderOracleTest {
    private static final Path ORACLES = Path.of(System.getProperty("comptrust.oracles", ""));
    private static final Path FOLDER = ORACLES.resolve("fixtures/malformed");
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final long MOST_BYTES = 1_000_000_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static int cases;
    private static int passed;
    private static long slowest;
    private static long largest;

    /** What became of a folder. */
    private record Outcome(Optional<RuntimeException> refusal, List<String> warnings) {}

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
        System.out.printf(
                Locale.ROOT,
                "malformed: %d of %d (at most %.1f s and %d MB allocated)%n",
                passed,
                cases,
                slowest / 1e9,
                largest / 1_000_000);
    }

    private static void check(JsonNode malformed) {
        Path folder = FOLDER.resolve(malformed.path("folder").asText());
        String file = malformed.path("file").asText();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long started = System.nanoTime();
        Outcome outcome = assertTimeout(
                LIMIT, () -> open(folder, malformed.path("kind").asText().equals("tokenizer")));
        slowest = Math.max(slowest, System.nanoTime() - started);
        long more = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        largest = Math.max(largest, more);
        // All that was ever allocated; what was held at once is less.
        assertTrue(more <= MOST_BYTES, () -> "allocated " + more + " bytes");
        outcome.refusal().ifPresent(refusal -> {
            assertTrue(refusal instanceof CheckpointException, () -> "not a clean refusal: " + refusal);
            assertTrue(
                    refusal.getMessage().contains(file), () -> "does not name " + file + ": " + refusal.getMessage());
            assertEquals(1, refusal.getMessage().lines().count(), "the message is one line");
        });
        boolean refused = outcome.refusal().isPresent();
        boolean warned = !outcome.warnings().isEmpty();
        switch (malformed.path("expect").asText()) {
            case "reject" -> assertTrue(refused, "was accepted");
            case "reject_or_warn" -> assertTrue(refused || warned, "was accepted in silence");
            case "warn" -> assertTrue(!refused && warned, () -> "expected a warning, got " + outcome);
            case "accept", "accept_or_warn" -> assertTrue(!refused, () -> "was refused: " + outcome);
            // Never wrong results in silence: a refusal is always right, and an acceptance is a whole, checked model.
            case "reject_or_ignore", "accept_or_reject", "reject_or_support" -> {}
            default -> fail("unknown expectation " + malformed.path("expect"));
        }
        assertFalse(
                Files.exists(Path.of("PWNED")) || Files.exists(folder.resolve("PWNED")),
                "code of the file was executed");
    }

    private static Outcome open(Path folder, boolean withTokenizer) {
        List<String> warnings = new ArrayList<>();
        try {
            Checkpoint checkpoint = Checkpoint.open(folder);
            warnings.addAll(checkpoint.warnings());
            checkpoint.requireFinite();
            if (withTokenizer) {
                try (HfTokenizer tokenizer = HfTokenizer.open(folder, checkpoint.config())) {
                    warnings.addAll(tokenizer.warnings());
                }
            }
            return new Outcome(Optional.empty(), warnings);
        } catch (RuntimeException e) {
            return new Outcome(Optional.of(e), warnings);
        }
    }
}
