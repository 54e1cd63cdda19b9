package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published study's experiment file is planned on a machine that has neither its models nor its data. */
public class StudyTest {
    @TempDir
    Path folder;

    @Test
    void theFileIsValidAndHasFortyThreeCompressedVariantsOfSevenModels() throws Exception {
        Shipped.Result result = Shipped.run(folder, "validate", file(folder).toString(), "--assume-shape", "--quiet");

        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().contains("7 models, 50 variants, 9 dimensions, 450 cells"), result.out());
        assertTrue(result.err().contains("dimensions.trust.data is not there"), result.err());
        assertTrue(result.err().contains("model llama-2-70b-chat: shape llama-2-70b is assumed"), result.err());
    }

    @Test
    void itsMemoryAndDiskComeFromTheShapes() throws Exception {
        JsonNode plan = plan(folder);
        JsonNode chat = plan.get("models").get(1);

        assertEquals("llama-2-13b", chat.get("assumedShape").textValue());
        assertEquals(
                2 * 13_015_864_320L, chat.at("/variants/0/forecast/weightBytes").longValue(), "bfloat16");
        assertTrue(
                plan.at("/forecast/diskBytes").longValue() > 43 * 1_000_000_000L,
                plan.get("forecast").toString());
    }

    /** The plan as JSON; folders that might be there by chance are named otherwise. */
    public static JsonNode plan(Path folder) throws Exception {
        Shipped.Result result =
                Shipped.run(folder, "plan", file(folder).toString(), "--assume-shape", "--json", "--quiet");
        assertEquals(0, result.exitCode(), result.err());
        return new ObjectMapper().readTree(result.out());
    }

    private static Path file(Path folder) throws Exception {
        String text =
                Files.readString(Shipped.root().resolve("framework/docs/experiments/decoding-compressed-trust.yaml"));
        return Files.writeString(
                folder.resolve("study.yaml"), text.replaceAll("\\$\\{[A-Z]+:-~/([a-zA-Z]+)}", "nowhere/$1"));
    }
}
