package org.comptrust.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.comptrust.core.hash.Sha256;
import org.comptrust.host.plugin.PluginJarBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PluginShowTest {
    @TempDir
    Path folder;

    @Test
    void showsAPluginWithItsJarItsRegistryStateAndAllOptions() {
        Path jar = PluginJarBuilder.methodWithOptions("acme", "shrink").in(folder, "acme.jar");

        CommandLineRun run = show("acme");

        assertEquals("", run.err());
        assertEquals(0, run.exitCode());
        assertEquals(
                """
                plugin    acme 1.0.0
                about     A method for tests.
                jar       acme.jar (PF4J plugin)
                sha256    %s
                requires  comptrust >=0.1.0
                registry  unregistered

                method shrink
                  option  type              default    range                             what it is
                  bits    whole number      required   one of 2, 4, 8                    bits of a weight
                  damp    number            0.01       0 to 1                            dampening
                  skip    list of: text     []                                           linears to skip
                  order   text              as-stored  one of as-stored, by-diagonal     order of columns
                  limit   whole number      none       at least 1                        a limit
                  fast    true or false     true                                         whether
                """.formatted(Sha256.ofFile(jar)).replaceAll(" {2,}", "  "),
                run.out().replaceAll(" {2,}", "  "));
    }

    @Test
    void showsOneExtensionByItsOwnId() {
        PluginJarBuilder.methodWithOptions("acme", "shrink").in(folder, "acme.jar");
        PluginJarBuilder.dimension("bolt", "answers").in(folder, "bolt.jar");

        CommandLineRun run = show("answers");

        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().startsWith("plugin    bolt 1.0.0\n"), run.out());
        assertTrue(run.out().strip().endsWith("dimension answers: no options"), run.out());
        assertFalse(run.out().contains("acme"), run.out());
    }

    @Test
    void showsTheRegistrysEntry() throws IOException {
        Path jar = PluginJarBuilder.service("shrink").in(folder, "rotquant-1.2.0.jar");
        Path registry = Files.writeString(folder.resolve("registry.yaml"), """
                apiVersion: comptrust/registry/v1
                plugins:
                  - { id: rotquant, kind: compression, jar: rotquant-1.2.0.jar, api: "<9", about: Rotates., sha256: %s }
                """.formatted(Sha256.ofFile(jar)));

        CommandLineRun run = CommandLineRun.of(
                "plugin", "show", "rotquant", "--plugins", folder.toString(), "--registry", registry.toString());

        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("about     Rotates.\n"), run.out());
        assertTrue(run.out().contains("(service jar)"), run.out());
        assertTrue(run.out().contains("requires  no particular version\n"), run.out());
        assertTrue(run.out().contains("registry  registered, for comptrust <9, line 3\n"), run.out());
    }

    @Test
    void showsOptionsToOtherPrograms() throws IOException {
        PluginJarBuilder.methodWithOptions("acme", "shrink").in(folder, "acme.jar");

        JsonNode json = new ObjectMapper().readTree(show("shrink", "--json").out());

        assertEquals("acme", json.at("/plugins/0/id").asText());
        assertEquals("pf4j", json.at("/plugins/0/form").asText());
        assertEquals("shrink", json.at("/extensions/0/id").asText());
        assertEquals("bits", json.at("/extensions/0/options/0/name").asText());
        assertTrue(json.at("/extensions/0/options/0/required").asBoolean());
        assertEquals(
                "[\"2\",\"4\",\"8\"]",
                json.at("/extensions/0/options/0/allowed").toString());
        assertEquals(1.0, json.at("/extensions/0/options/1/max").asDouble());
        assertTrue(json.at("/extensions/0/options/2/list").asBoolean());
        assertFalse(json.at("/extensions/0/options/5/changesResult").asBoolean());
    }

    @Test
    void suggestsTheIdThatWasMeant() throws IOException {
        PluginJarBuilder.method("acme", "shrink").in(folder, "acme.jar");
        Files.writeString(folder.resolve("torn.jar"), "PK");

        CommandLineRun run = show("shrimk");

        assertEquals(3, run.exitCode());
        assertTrue(
                run.err()
                        .startsWith(
                                "no plugin, method, dimension or scorer \"shrimk\". Did you mean \"shrink\"? Known: acme, shrink."),
                run.err());
        assertTrue(run.err().contains("Refused: torn.jar: "), run.err());
    }

    @Test
    void namesThePluginWhoseOptionsAreFaulty() {
        PluginJarBuilder.methodWithOptions("acme", "shrink")
                .source("acme.Other", "package acme; class Other {}")
                .in(folder, "acme.jar");
        new PluginJarBuilder("bolt")
                .source(
                        "acme.Method",
                        PluginJarBuilder.methodSource("return \"squeeze\";")
                                .replace("record NoOptions()", "record NoOptions(int bits)"))
                .in(folder, "bolt.jar");

        CommandLineRun run = show("bolt");

        assertEquals(3, run.exitCode());
        assertTrue(run.err().startsWith("plugin bolt 1.0.0 failed in options: component bits of "), run.err());
    }

    private CommandLineRun show(String... arguments) {
        String[] all = new String[arguments.length + 5];
        all[0] = "plugin";
        all[1] = "show";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        all[all.length - 3] = "--allow-unregistered";
        all[all.length - 2] = "--plugins";
        all[all.length - 1] = folder.toString();
        return CommandLineRun.of(all);
    }
}
