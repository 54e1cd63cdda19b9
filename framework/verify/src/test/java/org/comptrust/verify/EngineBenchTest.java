package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench engine} of the distribution, on the model that it ships. */
class EngineBenchTest {
    @TempDir
    private Path cache;

    @Test
    void ratesStandBesideTheLimitsMeasuredInTurnsWithThem() throws IOException {
        String model = Shipped.home().resolve("models/quickstart").toString();

        Shipped.Result result = Shipped.run(cache, "bench", "engine", "--model", model, "--turns", "1", "--json");

        assertEquals(0, result.exitCode(), result.err());
        JsonNode figures = new ObjectMapper().readTree(result.out());
        assertTrue(figures.path("log-likelihood (tokens/s)").asDouble() > 0, result.out());
        assertTrue(figures.path("matmul ceiling (GFLOP/s)").asDouble() > 0, result.out());
        for (int batch : new int[] {1, 8, 32}) {
            String name = "decode batch " + batch;
            double rate = figures.path(name + " (tokens/s)").asDouble();
            double ceiling = figures.path(name + " ceiling: its matrix products alone (tokens/s)")
                    .asDouble();
            assertTrue(rate > 0, result.out());
            assertEquals(
                    rate / ceiling,
                    figures.path(name + " (fraction of its ceiling)").asDouble(),
                    1e-9);
            assertTrue(figures.path(name + " beside memory reading (GB/s)").asDouble() > 0, result.out());
            assertTrue(figures.path(name + " (fraction of memory reading)").asDouble() > 0, result.out());
        }
    }
}
