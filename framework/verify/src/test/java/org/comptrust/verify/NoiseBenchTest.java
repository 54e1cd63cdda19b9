package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.comptrust.testkit.model.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench noise} of the distribution, on a model so small that it takes no time. */
class NoiseBenchTest {
    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void write() {
        model = new TinyModel(2, 256, 384, 256, 7).write(folder.resolve("model"));
    }

    @Test
    void saysThatTextsInFloat32DoNotDependOnTheirCompany() {
        Shipped.Result result = bench("--fail-on-difference");

        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().contains("100 together"), result.out());
        assertTrue(result.out().contains("float32: all greedy texts are identical in every arrangement"), result.out());
    }

    @Test
    void givesFiguresAsJson() throws IOException {
        Shipped.Result result = bench("--json");

        assertEquals(0, result.exitCode(), result.err());
        JsonNode all = new ObjectMapper().readTree(result.out());
        assertEquals("float32", all.path("dtype").asText());
        assertEquals(7, all.path("arrangements").size());
        double largest = 0;
        for (JsonNode one : all.path("arrangements")) {
            assertTrue(
                    one.path("meanNats").asDouble() <= one.path("largestNats").asDouble(), result.out());
            largest = Math.max(largest, one.path("largestNats").asDouble());
        }
        assertEquals(largest, all.path("largestNats").asDouble());
        assertTrue(largest > 0 && largest < 1e-3, result.out());
    }

    @Test
    void saysHowMuchIsNoiseInBfloat16() {
        Shipped.Result result = bench("--dtype", "bfloat16");

        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().contains("bfloat16: "), result.out());
        assertTrue(result.out().contains(" nats are noise here."), result.out());
    }

    @Test
    void aModelThatIsNeitherShapeNorFolderEndsTheCommand() {
        Shipped.Result result = Shipped.run(folder, "bench", "noise", "--model", "16M");

        assertEquals(2, result.exitCode());
        assertTrue(result.err().contains("16M is neither a folder nor one of [15M, 110M, 1.1B]"), result.err());
    }

    @Test
    void textsThatDoNotFitTheModelEndTheCommand() {
        Shipped.Result result = Shipped.run(folder, "bench", "noise", "--model", model.toString(), "--tokens", "255");

        assertEquals(2, result.exitCode());
        assertTrue(
                result.err().contains("--tokens: 255 tokens leave no room for a prompt in 256 positions"),
                result.err());
    }

    private Shipped.Result bench(String... more) {
        List<String> arguments = new ArrayList<>(List.of("bench", "noise", "--model", model.toString()));
        arguments.addAll(List.of("--prompts", "9", "--tokens", "6", "--threads", "1"));
        arguments.addAll(List.of(more));
        return Shipped.run(folder, arguments.toArray(String[]::new));
    }
}
