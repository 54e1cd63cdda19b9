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

/** {@code bench packed} of the distribution, on a matrix so small that it takes no time. */
class PackedBenchTest {
    @TempDir
    Path folder;

    @Test
    void measuresEachFormWithItsErrorBesideTheOthers() throws IOException {
        Shipped.Result result =
                Shipped.run(folder, "bench", "packed", "--sizes", "64x96", "--rows", "1,3", "--threads", "1", "--json");

        assertEquals(0, result.exitCode(), result.err());
        JsonNode products = new ObjectMapper().readTree(result.out()).path("products");
        List<String> forms = new ArrayList<>();
        for (JsonNode row : products) {
            forms.add(row.path("rows").asInt() + " " + row.path("form").asText());
            assertTrue(row.path("microseconds").asDouble() > 0, row.toString());
            double allowed = row.path("form").asText().startsWith("float32") ? 1e-6 : 2.0 / 256;
            assertTrue(row.path("relative error").asDouble() < allowed, row.toString());
        }
        List<String> each = List.of(
                "float32",
                "bfloat16",
                "float32 reordered",
                "bfloat16 reordered",
                "int8 packed",
                "int4 packed, groups of 32");
        List<String> expected = new ArrayList<>();
        each.forEach(form -> expected.add("1 " + form));
        each.forEach(form -> expected.add("3 " + form));
        assertEquals(expected, forms);
    }

    @Test
    void aMatrixWithoutAPackedProductEndsTheCommand() {
        Shipped.Result result = Shipped.run(folder, "bench", "packed", "--sizes", "24x96");

        assertEquals(2, result.exitCode());
        assertTrue(result.err().contains("--sizes: 24x96 has no packed product"), result.err());
    }
}
