package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.WeightFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code comptrust compress} and {@code export} with the shipped jars. */
class CompressTest {
    @TempDir
    Path folder;

    private Workbench bench;
    private Path out;

    @BeforeEach
    void open() throws IOException {
        bench = Workbench.in(folder);
        out = folder.resolve("out");
    }

    @Test
    void aModelIsCompressedAndWrittenForOthers() throws IOException {
        Shipped.Result result = compress("rtn", "awq", "--option", "bits=4", "--option", "groupSize=16", "--json");

        assertEquals(0, result.exitCode(), result.err());
        JsonNode said = new ObjectMapper().readTree(result.out());
        assertEquals(4 + 20 / 16.0, said.path("bitsPerWeight").asDouble());
        Checkpoint written = Checkpoint.open(out);
        written.linears().values().forEach(linear -> assertEquals(WeightFormat.AWQ, linear.format()));
        assertTrue(Files.exists(out.resolve("provenance.json")));
        assertTrue(Files.exists(out.resolve("tokenizer.json")));
    }

    @Test
    void anArtifactIsWrittenInAnotherFormatLater() throws IOException {
        compress("rtn", "awq", "--option", "bits=4", "--option", "groupSize=16");
        Path again = folder.resolve("again");

        Shipped.Result result =
                bench.run("export", out.toString(), "--format", "compressed-tensors", "--out", again.toString());

        assertEquals(0, result.exitCode(), result.err());
        Checkpoint.open(again)
                .linears()
                .values()
                .forEach(linear -> assertEquals(WeightFormat.PACK_QUANTIZED, linear.format()));
    }

    @Test
    void aMethodThatMeasuresTakesTextOfTheModelsOwn() {
        Shipped.Result result = compress(
                "wanda",
                "dense",
                "--option",
                "sparsity=0.5",
                "--calibration",
                "model",
                "--samples",
                "2",
                "--length",
                "32");

        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().contains("sparsity         0.5"), result.out());
    }

    @Test
    void mistakesAreToldInTheWordsOfTheCommandLine() throws IOException {
        tells(compress("rtn", "gptq", "--option", "bits=5"), "--option bits: 5 is not allowed");
        tells(compress("rtn", "gptq", "--option", "bits"), "--option bits: must be NAME=VALUE");
        tells(compress("rtn", "gtpq", "--option", "bits=4"), "--format gtpq: no such format", "gptq-v2");
        tells(compress("rttn", "gptq", "--option", "bits=4"), "--with: no method \"rttn\"", "rtn");
        tells(compress("wanda", "dense"), "--calibration: wanda measures", "model");
        tells(
                compress("rtn", "gptq", "--option", "bits=4", "--option", "groupSize=16"),
                "--format gptq: model.layers.0.mlp.down_proj",
                "multiples of 32",
                "Formats that can hold this model: dense, awq, compressed-tensors");
        assertFalse(Files.exists(out));
        Files.createDirectories(out);
        Files.writeString(out.resolve("mine.txt"), "mine");
        tells(compress("rtn", "awq", "--option", "bits=4"), "--out " + out, "not an empty folder");
    }

    private Shipped.Result compress(String method, String format, String... more) {
        String[] arguments = new String[more.length + 8];
        String[] first = {
            "compress", folder.resolve("tiny").toString(), "--with", method, "--format", format, "--out", out.toString()
        };
        System.arraycopy(first, 0, arguments, 0, first.length);
        System.arraycopy(more, 0, arguments, first.length, more.length);
        return bench.run(arguments);
    }

    private static void tells(Shipped.Result result, String... parts) {
        assertEquals(2, result.exitCode(), result.err());
        for (String part : parts) {
            assertTrue(result.err().contains(part), part + " is not in: " + result.err());
        }
    }
}
