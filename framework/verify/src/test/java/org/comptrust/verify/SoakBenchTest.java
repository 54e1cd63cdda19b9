package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.comptrust.testkit.model.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench soak} of the distribution, so short that it says nothing of the slope. */
class SoakBenchTest {
    @TempDir
    Path folder;

    @Test
    void saysWhatIsLeftWhenAllIsClosed() throws IOException {
        Path model = TinyModel.small().write(folder.resolve("model"));

        Shipped.Result result =
                Shipped.run(folder, "bench", "soak", "--model", model.toString(), "--batches", "30", "--json");

        assertEquals(0, result.exitCode(), result.err());
        JsonNode all = new ObjectMapper().readTree(result.out());
        assertEquals(
                "0 arrays, 0 values, 0 scopes", all.path("native handles left").asText());
        assertTrue(all.path("same answers at the end").asBoolean(), result.out());
        assertEquals(30, all.path("batches").asInt());
        assertTrue(all.path("requests").asInt() > 30, result.out());
        assertTrue(all.path("memory").get(0).path("arrays").asInt() > 0, result.out());
    }

    @Test
    void aModelThatIsNeitherShapeNorFolderEndsTheCommand() {
        Shipped.Result result = Shipped.run(folder, "bench", "soak", "--model", "15B");

        assertEquals(2, result.exitCode());
        assertTrue(
                result.err().contains("--model: 15B is neither a folder nor one of [15M, 110M, 1.1B]"), result.err());
    }
}
