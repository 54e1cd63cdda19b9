package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench pipeline} of the distribution, on the model that it ships. */
class PipelineBenchTest {
    @TempDir
    private Path cache;

    @Test
    void timesWholeRunsAndSaysWhatWasDoneWhileNothingWasComputed() throws IOException {
        String model = Shipped.home().resolve("models/quickstart").toString();

        Shipped.Result result =
                Shipped.run(cache, "bench", "pipeline", "--model", model, "--items", "12", "--tokens", "32", "--json");

        assertEquals(0, result.exitCode(), result.err());
        JsonNode all = new ObjectMapper().readTree(result.out());
        List<String> names = new ArrayList<>();
        all.path("runs").fieldNames().forEachRemaining(names::add);
        assertEquals(List.of("scoring", "choosing", "writing"), names);
        for (JsonNode run : all.path("runs")) {
            assertTrue(run.path("matmul ceiling (GFLOP/s)").asDouble() > 0, run.toPrettyString());
            double seconds = run.path("seconds").asDouble();
            double computed = run.path("in forward steps (s)").asDouble();
            assertTrue(computed > 0 && computed < seconds, run.toPrettyString());
            assertEquals(1 - computed / seconds, run.path("overhead (fraction)").asDouble(), 1e-9);
            double parts = 0;
            for (String part : List.of(
                    "analysis",
                    "batching",
                    "grading",
                    "handing over",
                    "journal",
                    "other",
                    "planning",
                    "run loop",
                    "tokenizer")) {
                parts += run.path(part + " (s)").asDouble();
            }
            assertEquals(seconds - computed, parts, 1e-6, run.toPrettyString());
        }
        JsonNode scoring = all.path("runs").path("scoring");
        assertEquals(
                12 * 32,
                scoring.path("prompt tokens").asInt(),
                31,
                "windows of 32 tokens; the text's last may be shorter");
        assertTrue(scoring.path("of the matmul ceiling").asDouble() > 0, result.out());
        assertTrue(all.path("runs").path("writing").path("answer tokens").asInt() > 0, result.out());
    }

    @Test
    void runsOnlyWhatIsWanted() throws IOException {
        String model = Shipped.home().resolve("models/quickstart").toString();

        Shipped.Result result = Shipped.run(
                cache, "bench", "pipeline", "--model", model, "--items", "4", "--runs", "scoring", "--json");

        assertEquals(0, result.exitCode(), result.err());
        List<String> names = new ArrayList<>();
        new ObjectMapper().readTree(result.out()).path("runs").fieldNames().forEachRemaining(names::add);
        assertEquals(List.of("scoring"), names);
    }

    @Test
    void aModelThatIsNotThereEndsTheCommand() {
        Shipped.Result result = Shipped.run(cache, "bench", "pipeline", "--model", "12B");

        assertEquals(2, result.exitCode());
        assertTrue(
                result.err().contains("--model: 12B is neither a folder nor one of [15M, 110M, 1.1B]"), result.err());
    }
}
