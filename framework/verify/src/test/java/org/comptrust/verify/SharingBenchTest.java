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

/** {@code bench sharing} of the distribution, with the experiment and the model that it ships. */
class SharingBenchTest {
    @TempDir
    private Path cache;

    @Test
    void asksWhatTheDimensionsOfAnExperimentAsk() throws IOException {
        Shipped.Result result =
                bench("--data", experiment(), "--model", model(), "--items", "3", "--repetitions", "1", "--json");

        JsonNode all = new ObjectMapper().readTree(result.out());
        List<String> names = new ArrayList<>();
        for (JsonNode dimension : all.path("dimensions")) {
            names.add(dimension.path("dimension").asText());
            assertEquals(
                    3,
                    dimension.path("requests").asInt()
                            + dimension.path("too long").asInt(),
                    result.out());
            assertTrue(dimension.path("items").asInt() >= 3, "what a run would ask");
            assertEquals(0, dimension.path("other greedy texts").asInt(), result.out());
            assertTrue(dimension.path("largest difference (nats)").asDouble() < 1e-3, result.out());
        }
        assertEquals(List.of("perplexity", "machine-ethics", "stereotype"), names, result.err());
        boolean holds = all.path("the same, as many as there are").asDouble() <= 0.6;
        assertEquals(holds ? 0 : 1, result.exitCode(), result.out());
    }

    @Test
    void anExperimentThatIsNotThereEndsTheCommand() {
        Shipped.Result result = bench("--data", cache.resolve("none.yaml").toString(), "--model", model());

        assertEquals(2, result.exitCode());
        assertTrue(result.err().contains("none.yaml"), result.err());
    }

    @Test
    void aModelInAFolderKeepsItsTokenizerAndItsContext() {
        Shipped.Result result = bench("--data", experiment(), "--model", model(), "--positions", "4096");

        assertEquals(2, result.exitCode());
        assertTrue(
                result.err().contains("--positions and --tokenizer are for random weights, a folder has its own"),
                result.err());
    }

    @Test
    void aFolderWithoutATokenizerIsToldSo() {
        Shipped.Result result = bench("--model", "15M", "--tokenizer", cache.toString());

        assertEquals(4, result.exitCode());
        assertTrue(
                result.err().contains("holds no tokenizer: neither tokenizer.json nor tokenizer.model"), result.err());
    }

    private Shipped.Result bench(String... arguments) {
        List<String> all = new ArrayList<>(List.of("bench", "sharing"));
        all.addAll(List.of(arguments));
        all.addAll(List.of(
                "--plugins",
                Shipped.plugins().toString(),
                "--registry",
                Shipped.registry().toString()));
        return Shipped.run(cache, all.toArray(String[]::new));
    }

    private static String experiment() {
        return Shipped.home().resolve("quickstart.yaml").toString();
    }

    private static String model() {
        return Shipped.home().resolve("models/quickstart").toString();
    }
}
