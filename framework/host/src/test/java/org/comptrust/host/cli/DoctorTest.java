package org.comptrust.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.comptrust.core.port.ModelException;
import org.comptrust.host.doctor.Examination;
import org.comptrust.host.plugin.PluginJarBuilder;
import org.comptrust.host.text.Sizes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorTest {
    @TempDir
    Path folder;

    @Test
    void examinesMachineEngineDisksAndPlugins() throws IOException {
        PluginJarBuilder.method("acme", "shrink").in(folder, "acme.jar");
        Files.writeString(folder.resolve("torn.jar"), "PK");

        CommandLineRun run =
                CommandLineRun.of("doctor", "--json", "--allow-unregistered", "--plugins", folder.toString());

        JsonNode json = new ObjectMapper().readTree(run.out());
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(json.at("/engineStarts").asBoolean());
        assertTrue(json.at("/engine/starts").asText().startsWith("PyTorch 2."), run.out());
        assertTrue(json.at("/engine/float32").asText().endsWith(" GFLOP/s"), run.out());
        assertTrue(json.at("/natives/tokenizers").asText().endsWith("loaded"), run.out());
        assertTrue(json.at("/natives/SQLite").asText().startsWith("loaded, version 3."), run.out());
        assertTrue(json.at("/machine/cores").asInt() >= 1);
        assertTrue(json.at("/disk/cache").asText().contains(" free at "), run.out());
        assertEquals("shrink", json.at("/plugins/methods/0").asText());
        assertTrue(json.at("/problems/0").asText().startsWith("refused: torn.jar: "), run.out());
    }

    @Test
    void goesOnLookingWhenTheEngineDoesNotStart() {
        Examination found = new Examination();

        found.engine(() -> {
            throw new ModelException("the PyTorch engine does not start: no library for this platform.", null);
        });

        assertFalse(found.engineStarts());
        assertEquals(
                "the PyTorch engine does not start: no library for this platform.",
                found.problems().get(0));
        assertTrue(found.sections().get("engine").containsKey("GPU"));
        assertTrue(found.sections().get("natives").containsKey("SQLite"));
    }

    @Test
    void returnsFourWhenTheEngineDoesNotStart() {
        StringWriter out = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(out), false);
        Session session = new Session(new Cli(), terminal, Optional.empty(), CommandLineRun::noEngine);

        int exitCode = new DoctorCommand(session, () -> {
                    throw new ModelException("the PyTorch engine does not start: no library.", null);
                })
                .call();

        assertEquals(4, exitCode);
        assertTrue(
                out.toString().contains("\nwrong\n  the PyTorch engine does not start: no library."), out.toString());
    }

    @Test
    void findsAFolderThatCannotBeWritten() {
        Examination found = new Examination();

        found.disk("results", Path.of("/proc/comptrust"));

        assertTrue(
                found.problems().stream().anyMatch(problem -> problem.startsWith("results: ")),
                found.problems()::toString);
    }

    @Test
    void countsCompressionsThatWereNotFinishedAndWhatTheyTake(@TempDir Path cache) throws IOException {
        Examination found = new Examination();

        found.unfinished(cache);

        assertFalse(found.sections().containsKey("disk"));

        Path step = Files.createDirectories(cache.resolve("0123.partial/step-0"));
        Files.write(step.resolve("block-0.safetensors"), new byte[3_000_000]);
        Files.createDirectories(cache.resolve("4567"));
        found.unfinished(cache);

        String said = found.sections().get("disk").get("unfinished").toString();
        assertTrue(said.startsWith("1 compression, " + Sizes.text(3_000_000) + ": "), said);
    }

    @Test
    void worksWithoutAnyPluginsFolder() {
        CommandLineRun run = CommandLineRun.of("doctor");

        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("  faster here"), run.out());
        assertTrue(run.out().contains("no plugins folder is known"), run.out());
    }
}
