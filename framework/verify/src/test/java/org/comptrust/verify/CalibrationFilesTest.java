package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution, calibrated on files as C4 and Alpaca ship them, with options for single linears. */
class CalibrationFilesTest {
    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void layOutFiles() throws IOException {
        bench = Workbench.in(folder);
        try (Writer c4 = new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(folder.resolve("c4.json.gz"))), StandardCharsets.UTF_8)) {
            for (int i = 0; i < 20; i++) {
                c4.write("{\"text\": \"Document " + i + Workbench.text(i % 3).replace("\n", " ")
                        + "\", \"url\": \"\"}\n");
            }
        }
        List<String> records = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            records.add("{\"instruction\": \"Count to " + i + ".\", \"input\": \"\", \"output\": \"" + "one, ".repeat(i)
                    + "done\"}");
        }
        Files.writeString(folder.resolve("alpaca.json"), "[" + String.join(",\n", records) + "]");
    }

    @Test
    void methodsAreFittedToFilesAndProvenanceSaysToWhichTokens() throws IOException {
        Path spec = spec();

        Shipped.Result run = bench.run("run", spec.toString());

        assertEquals(0, run.exitCode(), run.err());
        List<JsonNode> artifacts = artifacts();
        assertEquals(3, artifacts.size());
        JsonNode crops = origin(artifacts, "c4.json.gz");
        assertEquals(
                "crops, samples 6, length 64, seed 1",
                crops.get("step 1 calibration selection").asText());
        assertTrue(crops.get("step 1 calibration rejected").asText().endsWith("of at most 64 tokens"));
        assertEquals(64, crops.get("step 1 calibration file sha256").asText().length());
        assertEquals(64, crops.get("step 1 calibration tokens").asText().length());
        assertEquals(
                "default",
                origin(artifacts, "alpaca.json")
                        .get("step 1 calibration template")
                        .asText());
    }

    @Test
    void whatIsSkippedIsNoLayerOfTheArtifactAndOthersTakeTheirOwnOptions() throws IOException {
        bench.run("run", spec().toString());

        JsonNode mixed = artifacts().stream()
                .filter(artifact -> artifact.toString().contains("\\\"layers\\\""))
                .findFirst()
                .orElseThrow();
        List<String> layers = new ArrayList<>();
        mixed.get("layers").forEach(layer -> layers.add(layer.get("linear").asText()));
        assertEquals(7, layers.size(), "those of the second of two blocks: " + layers);
        assertTrue(layers.stream().allMatch(layer -> layer.startsWith("model.layers.1.")), layers.toString());
    }

    @Test
    void planTellsTimeAndMemoryOfCompression() throws IOException {
        Shipped.Result plan = bench.run("plan", spec().toString(), "--json");

        assertEquals(0, plan.exitCode(), plan.err());
        JsonNode variants = new ObjectMapper().readTree(plan.out()).at("/models/0/variants");
        assertTrue(variants.at("/0/forecast/compression").isMissingNode());
        JsonNode fitted = variants.at("/1/forecast/compression");
        assertEquals(6 * 64, fitted.get("calibrationTokens").asInt());
        assertTrue(fitted.get("seconds").asDouble() > 0);
        assertTrue(fitted.get("activationBytes").asLong() >= 6 * 64 * 32 * 4);
    }

    @Test
    void aDamagedFileIsNamedWithItsLine() throws IOException {
        Files.writeString(folder.resolve("alpaca.json"), "[{\"instruction\": \"x\"},\n{\"instruction\"}]");

        Shipped.Result run = bench.run("run", spec().toString());

        assertTrue(run.exitCode() != 0);
        assertTrue((run.out() + run.err()).contains("alpaca.json:2: is not JSON"), run.out() + run.err());
    }

    private Path spec() throws IOException {
        return bench.spec("""
                apiVersion: comptrust/v1
                name: bench
                models: { tiny: { source: tiny } }
                calibration:
                  c4: { data: c4.json.gz, samples: 6, length: 64, seed: 1 }
                  alpaca: { data: alpaca.json, samples: 8, length: 100 }
                methods:
                  pruned: { use: wanda, calibration: c4, with: { pattern: "2:4" } }
                  followed: { use: wanda, calibration: alpaca, with: { pattern: "2:4" } }
                  mixed:
                    use: rtn
                    with: { bits: 4, groupSize: 16 }
                    layers:
                      - { match: "model.layers.0.*", skip: true }
                      - { match: "*.down_proj", with: { bits: 8 } }
                dimensions:
                  fluency: { use: perplexity, data: text.txt, with: { window: 32 } }
                outputs: { store: runs }
                """);
    }

    private List<JsonNode> artifacts() throws IOException {
        List<JsonNode> artifacts = new ArrayList<>();
        try (Stream<Path> all = Files.walk(bench.cache())) {
            for (Path file :
                    all.filter(path -> path.endsWith("provenance.json")).toList()) {
                artifacts.add(new ObjectMapper().readTree(file.toFile()));
            }
        }
        return artifacts;
    }

    private static JsonNode origin(List<JsonNode> artifacts, String file) {
        return artifacts.stream()
                .map(artifact -> artifact.get("origin"))
                .filter(origin ->
                        origin.path("step 1 calibration file").asText().equals(file))
                .findFirst()
                .orElseThrow();
    }
}
