package org.comptrust.host.plugin;

import static org.comptrust.host.plugin.PluginJarBuilder.bytes;
import static org.comptrust.host.plugin.PluginJarBuilder.method;
import static org.comptrust.host.plugin.PluginJarBuilder.methodSource;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.core.hash.Sha256;
import org.comptrust.core.port.Origin;
import org.comptrust.host.registry.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PluginFolderTest {
    @TempDir
    Path folder;

    @Test
    void offersTheMethodOfAJarWithTheJarsOrigin() throws IOException {
        Path jar = method("acme", "shrink").in(folder, "acme.jar");

        try (PluginCatalog catalog = open()) {
            assertEquals(List.of("shrink"), catalog.methods());
            assertEquals(List.of(), catalog.troubles());
            var extension = catalog.method("shrink").orElseThrow();
            assertEquals("shrink", extension.value().id());
            assertEquals(new Origin("acme", "1.0.0", "acme.jar", Sha256.ofFile(jar)), extension.origin());
        }
    }

    @Test
    void loadsTheApiFromTheHostAndThePluginFromItsJar() throws IOException {
        method("acme", "shrink").in(folder, "acme.jar");

        try (PluginCatalog catalog = open()) {
            Class<?> type = catalog.method("shrink").orElseThrow().value().getClass();
            assertNotSame(getClass().getClassLoader(), type.getClassLoader());
            assertSame(CompressionMethod.class, type.getInterfaces()[0]);
        }
    }

    @Test
    void hidesTheHostsOtherClassesFromPlugins() throws IOException {
        new PluginJarBuilder("acme")
                .source(
                        "acme.Method",
                        methodSource("return picocli.CommandLine.VERSION.isEmpty() ? \"x\" : \"y\";")
                                .replace(
                                        "public record NoOptions() {}",
                                        "private final Object library = new picocli.CommandLine.Help.Ansi.Text[0];"
                                                + " public record NoOptions() {}"))
                .in(folder, "acme.jar");

        try (PluginCatalog catalog = open()) {
            String trouble = onlyTrouble(catalog);
            assertTrue(trouble.contains("picocli"), trouble);
            assertTrue(trouble.contains("bundle other classes into the jar"), trouble);
        }
    }

    @Test
    void namesACorruptJarAndLoadsTheOthers() throws IOException {
        byte[] whole = Files.readAllBytes(method("acme", "shrink").in(folder, "good.jar"));
        Files.write(folder.resolve("torn.jar"), Arrays.copyOf(whole, whole.length / 2));

        try (PluginCatalog catalog = open()) {
            assertEquals(List.of("shrink"), catalog.methods());
            String trouble = onlyTrouble(catalog);
            assertTrue(trouble.startsWith("torn.jar: it cannot be read as a jar ("), trouble);
        }
    }

    @Test
    void reportsAPluginThatFailsToStartWithItsReason() throws IOException {
        method("acme", "shrink")
                .manifest("Plugin-Class", "acme.Starter")
                .source("acme.Starter", """
                        package acme;

                        public class Starter extends org.pf4j.Plugin {
                            @Override
                            public void start() { throw new IllegalStateException("no licence file"); }
                        }
                        """)
                .in(folder, "acme.jar");

        try (PluginCatalog catalog = open()) {
            assertEquals(List.of(), catalog.methods());
            assertEquals(
                    "acme.jar: plugin acme 1.0.0 failed to start: IllegalStateException: no licence file."
                            + " Ask its maintainer.",
                    onlyTrouble(catalog));
        }
    }

    @Test
    void reportsAPluginClassThatIsNotInTheJar() throws IOException {
        method("acme", "shrink").manifest("Plugin-Class", "acme.Gone").in(folder, "acme.jar");

        try (PluginCatalog catalog = open()) {
            String trouble = onlyTrouble(catalog);
            assertTrue(trouble.contains("failed to start"), trouble);
            assertTrue(trouble.contains("acme.Gone"), trouble);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org/comptrust/api/RunContext.class",
                "ai/djl/ndarray/NDArray.class",
                "org/pf4j/Extension.class",
                "org/slf4j/Logger.class",
                "META-INF/versions/17/org/comptrust/api/RunContext.class"
            })
    void refusesAJarThatBringsAClassOfTheHost(String entry) throws IOException {
        method("acme", "shrink").entry(entry, bytes("any")).in(folder, "acme.jar");

        try (PluginCatalog catalog = open()) {
            assertEquals(List.of(), catalog.methods());
            String trouble = onlyTrouble(catalog);
            assertTrue(trouble.startsWith("acme.jar: it contains " + entry + ","), trouble);
            assertTrue(trouble.contains("scope `provided`"), trouble);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil.txt", "a/../../evil.txt", "/etc/evil", "C:/evil", "a\\..\\..\\evil"})
    void refusesAJarWithAnEntryThatPointsOutside(String entry) throws IOException {
        method("acme", "shrink").entry(entry, bytes("any")).in(folder, "acme.jar");

        try (PluginCatalog catalog = open()) {
            assertTrue(onlyTrouble(catalog).contains("points outside of the jar"), catalog.troubles()::toString);
        }
    }

    @Test
    void refusesAJarThatPullsInOthersByItsManifest() throws IOException {
        method("acme", "shrink").manifest("Class-Path", "other.jar").in(folder, "acme.jar");

        try (PluginCatalog catalog = open()) {
            assertTrue(onlyTrouble(catalog).contains("Class-Path"), catalog.troubles()::toString);
        }
    }

    @Test
    void refusesAJarWithoutPluginId() throws IOException {
        new PluginJarBuilder("").in(folder, "library.jar");

        try (PluginCatalog catalog = open()) {
            assertTrue(onlyTrouble(catalog).contains("no Plugin-Id"), catalog.troubles()::toString);
        }
    }

    @Test
    void loadsNeitherOfTwoJarsWithOnePluginId() throws IOException {
        method("acme", "shrink").in(folder, "acme-1.jar");
        method("acme", "squeeze").in(folder, "acme-2.jar");

        try (PluginCatalog catalog = open()) {
            assertEquals(List.of(), catalog.methods());
            assertEquals(2, catalog.troubles().size());
            catalog.troubles()
                    .forEach(trouble -> assertTrue(
                            trouble.contains("plugin id acme is claimed by acme-1.jar and acme-2.jar"), trouble));
        }
    }

    @Test
    void offersNeitherOfTwoMethodsWithOneId() throws IOException {
        method("acme", "shrink").in(folder, "acme.jar");
        method("bolt", "shrink").in(folder, "bolt.jar");
        method("core", "squeeze").in(folder, "core.jar");

        try (PluginCatalog catalog = open()) {
            assertEquals(List.of("squeeze"), catalog.methods());
            assertEquals(2, catalog.troubles().size());
            assertTrue(
                    catalog.troubles().get(0).contains("shrink is offered 2 times, by acme.jar and bolt.jar"),
                    catalog.troubles()::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {">=0.2.0", "=0.0.9", "<0.1.0"})
    void refusesAPluginThatRequiresAnotherVersion(String requires) throws IOException {
        method("acme", "shrink").manifest("Plugin-Requires", requires).in(folder, "acme.jar");

        try (PluginCatalog catalog = open()) {
            assertTrue(
                    onlyTrouble(catalog).contains("requires comptrust " + requires + "; this is 0.1.0"),
                    catalog.troubles()::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {">=0.1.0", "0.1.0", "0.0.5", "=0.1.0", "*", ">=0.1.0 & <0.2.0"})
    void loadsAPluginThatRequiresARangeAroundThisVersion(String requires) throws IOException {
        method("acme", "shrink").manifest("Plugin-Requires", requires).in(folder, "acme.jar");

        try (PluginCatalog catalog = open()) {
            assertEquals(List.of("shrink"), catalog.methods(), catalog.troubles()::toString);
        }
    }

    @Test
    void reportsARequirementThatIsNoRange() throws IOException {
        method("acme", "shrink").manifest("Plugin-Requires", "soon").in(folder, "acme.jar");

        try (PluginCatalog catalog = open()) {
            assertTrue(onlyTrouble(catalog).contains("cannot be loaded"), catalog.troubles()::toString);
        }
    }

    @Test
    void reportsAnExtensionWhoseConstructorThrows() throws IOException {
        new PluginJarBuilder("acme")
                .source(
                        "acme.Method",
                        methodSource("return \"shrink\";")
                                .replace(
                                        "public record NoOptions() {}",
                                        "public Method() { throw new IllegalStateException(\"no table\"); }"
                                                + " public record NoOptions() {}"))
                .in(folder, "acme.jar");

        try (PluginCatalog catalog = open()) {
            assertEquals(
                    "acme.jar: acme.Method of plugin acme 1.0.0 cannot be made: IllegalStateException: no table."
                            + " Ask its maintainer.",
                    onlyTrouble(catalog));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"return null;", "throw new AssertionError(\"broken\");", "return id();"})
    void reportsAnExtensionWhoseIdFails(String body) throws IOException {
        new PluginJarBuilder("acme").source("acme.Method", methodSource(body)).in(folder, "acme.jar");

        try (PluginCatalog catalog = open()) {
            assertEquals(List.of(), catalog.methods());
            assertTrue(onlyTrouble(catalog).startsWith("acme.jar: "), catalog.troubles()::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Shrink", "2bit", "shrink it", "", "base", "checkpoint", "all"})
    void reportsAMethodIdThatExperimentFilesCannotUse(String id) throws IOException {
        method("acme", id).in(folder, "acme.jar");

        try (PluginCatalog catalog = open()) {
            assertEquals(List.of(), catalog.methods());
            assertTrue(onlyTrouble(catalog).contains("`" + id + "`"), catalog.troubles()::toString);
        }
    }

    @Test
    void reportsAJarWhoseExtensionIndexIsMissing() throws IOException {
        new PluginJarBuilder("acme").in(folder, "acme.jar");

        try (PluginCatalog catalog = open()) {
            assertTrue(onlyTrouble(catalog).contains("META-INF/extensions.idx"), catalog.troubles()::toString);
        }
    }

    @Test
    void reportsAnIndexThatNamesAClassWhichIsNotThere() throws IOException {
        new PluginJarBuilder("acme")
                .entry("META-INF/extensions.idx", bytes("acme.Gone\n"))
                .in(folder, "acme.jar");

        try (PluginCatalog catalog = open()) {
            assertTrue(onlyTrouble(catalog).contains("lists acme.Gone, but"), catalog.troubles()::toString);
        }
    }

    @Test
    void reportsAClassFileThatIsDamaged() throws IOException {
        new PluginJarBuilder("acme")
                .entry("META-INF/extensions.idx", bytes("acme.Method\n"))
                .entry("acme/Method.class", bytes("not a class"))
                .in(folder, "acme.jar");

        try (PluginCatalog catalog = open()) {
            assertTrue(onlyTrouble(catalog).contains("cannot be made: ClassFormatError"), catalog.troubles()::toString);
        }
    }

    @Test
    void ignoresWhatIsNoJar() throws IOException {
        Files.writeString(folder.resolve("README.md"), "Drop jars here.");
        Files.createDirectory(folder.resolve("pack.jar"));

        try (PluginCatalog catalog = open()) {
            assertEquals(List.of(), catalog.troubles());
        }
    }

    private PluginCatalog open() throws IOException {
        return PluginFolder.open(folder, new Registry("registry.yaml", List.of()), true);
    }

    private static String onlyTrouble(PluginCatalog catalog) {
        assertEquals(1, catalog.troubles().size(), catalog.troubles()::toString);
        return catalog.troubles().get(0);
    }
}
