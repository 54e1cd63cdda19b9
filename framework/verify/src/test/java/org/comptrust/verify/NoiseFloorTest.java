package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model in bfloat16 is judged with the noise of its arithmetic, or it is said that nobody measured it. */
class NoiseFloorTest {
    @TempDir
    Path folder;

    private Workbench bench;
    private Path spec;

    @BeforeEach
    void writeBench() throws Exception {
        bench = Workbench.in(folder);
        spec = bench.specWithMethods("rtn: { use: rtn, with: { bits: 4, groupSize: -1 } }");
        Files.writeString(
                spec, Files.readString(spec).replace("{ source: tiny }", "{ source: tiny, dtype: bfloat16 }"));
    }

    @Test
    void thePlanRecommendsTheNoiseFloorWhereItMatters() throws Exception {
        Shipped.Result without = bench.run("validate", spec.toString());
        Files.writeString(spec, Files.readString(spec) + "decide: { noiseFloor: true }\n");
        Shipped.Result with = bench.run("validate", spec.toString());

        assertTrue(without.err().contains("note: model tiny is not computed in float32"), without.err());
        assertTrue(without.err().contains("`decide: { noiseFloor: true }`"), without.err());
        assertFalse(with.err().contains("float32"), with.err());
    }

    @Test
    void theEngineAnswersTheBaseAgainUnderOtherBatching() throws Exception {
        Files.writeString(spec, Files.readString(spec) + "decide: { noiseFloor: true }\n");

        Shipped.Result run = bench.run("run", spec.toString(), "--quiet");

        assertEquals(0, run.exitCode(), run.err());
        JsonNode floor = new ObjectMapper()
                .readTree(folder.resolve("runs/bench/results.json").toFile())
                .get("noiseFloor");
        assertEquals(1, floor.size());
        assertTrue(floor.get(0).get("items").intValue() > 7, "more than one group: " + floor);
        assertTrue(
                Files.readString(folder.resolve("runs/bench/report.md")).contains("; noise floor: "), "it is reported");
    }
}
