package org.comptrust.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.comptrust.core.port.Models;
import org.comptrust.host.plugin.PluginJarBuilder;
import org.comptrust.host.plugin.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CliTest {
    @TempDir
    Path folder;

    @Test
    void printsItsVersion() {
        CommandLineRun run = CommandLineRun.of("--version");

        assertEquals(0, run.exitCode());
        assertEquals("comptrust " + Version.current(), run.out().strip());
    }

    @Test
    void printsItsCommandsAndExitCodes() {
        CommandLineRun run = CommandLineRun.of("--help");

        assertEquals(0, run.exitCode());
        for (String expected : new String[] {"run", "validate", "plan", "model", "plugin", "--plugins", "Exit codes"}) {
            assertTrue(run.out().contains(expected), run.out());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plugin", "model", "run", "dance", "plugin list --colour", "run a.yaml b.yaml"})
    void returnsTwoAndOneMessageForACommandThatIsNone(String line) {
        CommandLineRun run = CommandLineRun.of(line.isEmpty() ? new String[0] : line.split(" "));

        assertEquals(2, run.exitCode());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("--help` shows what it takes"), run.err());
    }

    @ParameterizedTest
    @CsvSource({
        "rnu,                      'no command \"rnu\". Did you mean \"run\"?'",
        "plugin shwo,              'no command \"shwo\". Did you mean \"show\"?'",
        "plugin list --plugin x,   'no option \"--plugin\". Did you mean \"--plugins\"?'",
        "plan --josn x.yaml,       'no option \"--josn\". Did you mean \"--json\"?'"
    })
    void suggestsTheCommandOrOptionThatWasMeant(String line, String expected) {
        CommandLineRun run = CommandLineRun.of(line.split(" "));

        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains(expected), run.err());
    }

    @Test
    void completesCommandsAndOptionsInShells() {
        CommandLineRun run = CommandLineRun.of("completion");

        assertEquals(0, run.exitCode(), run.err());
        for (String expected : new String[] {"complete -F _complete_comptrust", "validate", "--allow-unregistered"}) {
            assertTrue(run.out().contains(expected), expected);
        }
    }

    @Test
    void saysMessagesAsJsonWhereProgressIs() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "plugin",
                "list",
                "--progress",
                "json",
                "--plugins",
                folder.resolve("gone").toString());

        JsonNode event = new ObjectMapper().readTree(run.err());
        assertEquals(1, run.err().lines().count());
        assertEquals("message", event.at("/event").asText());
        assertTrue(event.at("/text").asText().startsWith("no plugins folder "), run.err());
    }

    @Test
    void writesTheSchemaForEditorsAndPrintsTheLineThatNamesIt() throws IOException {
        PluginJarBuilder.method("acme", "shrink").in(folder, "acme.jar");
        Path file = folder.resolve("experiment.schema.json");

        CommandLineRun run = CommandLineRun.of(
                "schema", "--write", file.toString(), "--allow-unregistered", "--plugins", folder.toString());

        assertEquals(0, run.exitCode(), run.err());
        assertEquals("# yaml-language-server: $schema=" + file, run.out().strip());
        JsonNode schema = new ObjectMapper().readTree(Files.readString(file));
        assertEquals(
                "https://json-schema.org/draft/2020-12/schema",
                schema.at("/$schema").asText());
        assertTrue(schema.at("/$defs").has("method.shrink"));
    }

    @Test
    void listsPluginsAsATable() {
        PluginJarBuilder.method("acme", "shrink").in(folder, "acme.jar");

        CommandLineRun run =
                CommandLineRun.of("plugin", "list", "--allow-unregistered", "--plugins", folder.toString());

        assertEquals("", run.err());
        assertEquals(0, run.exitCode());
        assertEquals("""
                plugin  version  offers         registry      jar
                acme    1.0.0    method shrink  unregistered  acme.jar
                """, run.out());
    }

    @Test
    void listsPluginsAsJsonWithTheRefusedOnes() throws IOException {
        PluginJarBuilder.method("acme", "shrink").in(folder, "acme.jar");
        Files.writeString(folder.resolve("torn.jar"), "PK");

        CommandLineRun run =
                CommandLineRun.of("plugin", "list", "--json", "--allow-unregistered", "--plugins", folder.toString());

        JsonNode json = new ObjectMapper().readTree(run.out());
        assertEquals(3, run.exitCode());
        assertEquals("shrink", json.at("/plugins/0/methods/0").asText());
        assertEquals(64, json.at("/plugins/0/sha256").asText().length());
        assertEquals("torn.jar", json.at("/refused/0/jar").asText());
    }

    @Test
    void returnsThreeWhenAJarIsRefusedAndShowsTheOthers() {
        PluginJarBuilder.method("acme", "shrink").in(folder, "acme.jar");
        PluginJarBuilder.method("bolt", "shrink-more")
                .manifest("Class-Path", "x")
                .in(folder, "bolt.jar");

        CommandLineRun run =
                CommandLineRun.of("plugin", "list", "--allow-unregistered", "--plugins", folder.toString());

        assertEquals(3, run.exitCode());
        assertTrue(run.out().contains("method shrink"), run.out());
        assertTrue(run.err().startsWith("refused: bolt.jar: "), run.err());
    }

    @Test
    void findsPluginsAndRegistryInTheDistribution() throws IOException {
        Files.createDirectory(folder.resolve("plugins"));
        Files.writeString(folder.resolve("registry.yaml"), "apiVersion: comptrust/registry/v1\n");

        CommandLineRun run = CommandLineRun.with(Optional.of(folder), CliTest::noEngine, "plugin", "list");

        assertEquals("", run.err());
        assertEquals(0, run.exitCode());
        assertTrue(run.out().startsWith("no plugin in "), run.out());
    }

    @Test
    void returnsTwoWhenThereIsNoPluginsFolder() {
        CommandLineRun run = CommandLineRun.of(
                "plugin", "list", "--plugins", folder.resolve("gone").toString());

        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains("Name one with --plugins DIR"), run.err());
    }

    @Test
    void returnsTwoForARegistryWithMistakesAndCountsThem() throws IOException {
        Path registry = Files.writeString(folder.resolve("registry.yaml"), "apiVersion: v0\nplugin: []\n");

        CommandLineRun run =
                CommandLineRun.of("plugin", "list", "--plugins", folder.toString(), "--registry", registry.toString());

        assertEquals(2, run.exitCode());
        assertEquals("""
                registry.yaml:1:13: apiVersion: is v0. Write comptrust/registry/v1.
                registry.yaml:2:1: plugin: no such key. Known: apiVersion and plugins, a list.
                2 problems
                """, run.err());
    }

    @Test
    void printsAStackTraceOnlyWithDebug() {
        String[] command = {
            "plugin", "list", "--plugins", folder.resolve("gone").toString()
        };
        String[] debugged = {
            "--debug", "plugin", "list", "--plugins", folder.resolve("gone").toString()
        };

        assertFalse(CommandLineRun.of(command).err().contains("\tat "));
        assertTrue(CommandLineRun.of(debugged).err().contains("\tat org.comptrust.host"));
    }

    @Test
    void escapesWhatAFileWouldDoToTheTerminal() throws IOException {
        Path registry = Files.writeString(folder.resolve("registry.yaml"), "\"\\e[2Jboo\": 1\n");

        CommandLineRun run =
                CommandLineRun.of("plugin", "list", "--plugins", folder.toString(), "--registry", registry.toString());

        assertFalse(run.err().contains("\u001b"), run.err());
        assertTrue(run.err().contains("\\u001b[2Jboo"), run.err());
    }

    private static Models noEngine() {
        throw new AssertionError("plugin list needs no engine");
    }
}
