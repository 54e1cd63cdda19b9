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

/** {@code bench compression} of the distribution, on a layer so small that it takes no time. */
class CompressionBenchTest {
    @TempDir
    Path cache;

    @Test
    void measuresTheMethodsThatAreNamed() throws IOException {
        Shipped.Result result = bench("--methods", "gptq,wanda,rtn", "--json");

        assertEquals(0, result.exitCode(), result.err());
        JsonNode all = new ObjectMapper().readTree(result.out());
        List<String> methods = new ArrayList<>();
        all.path("layers").forEach(row -> methods.add(row.path("method").asText()));
        assertEquals(List.of("gptq", "wanda", "rtn"), methods);
        JsonNode gptq = all.path("layers").get(0);
        assertEquals("GRAM", gptq.path("measures").asText());
        assertTrue(
                gptq.path("measuring (s)").asDouble() > 0
                        && gptq.path("solving (s)").asDouble() > 0,
                result.out());
        double plain = all.path("plain Hessian, 128 (s)").asDouble();
        assertEquals(
                gptq.path("measuring (s)").asDouble() / plain,
                gptq.path("measuring (of plain)").asDouble(),
                1e-9);
    }

    @Test
    void aMethodThatIsNotInstalledEndsTheCommand() {
        Shipped.Result result = bench("--methods", "gptqq");

        assertEquals(2, result.exitCode());
        assertTrue(result.err().contains("no method \"gptqq\". Installed: "), result.err());
    }

    @Test
    void anOptionThatDoesNotFitEndsTheCommand() {
        Shipped.Result result = bench("--methods", "gptq", "--option", "groupSize=200");

        assertEquals(2, result.exitCode());
        assertTrue(result.err().contains("groupSize of gptq: 200 is larger than 128"), result.err());
    }

    private Shipped.Result bench(String... more) {
        List<String> arguments = new ArrayList<>(List.of("bench", "compression"));
        arguments.addAll(List.of("--size", "128", "--samples", "2", "--length", "64", "--repetitions", "1"));
        arguments.addAll(List.of(more));
        return Shipped.run(cache, arguments.toArray(String[]::new));
    }
}
