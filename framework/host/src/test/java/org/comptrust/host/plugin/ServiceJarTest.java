package org.comptrust.host.plugin;

import static org.comptrust.host.plugin.PluginJarBuilder.bytes;
import static org.comptrust.host.plugin.PluginJarBuilder.method;
import static org.comptrust.host.plugin.PluginJarBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.core.hash.Sha256;
import org.comptrust.core.port.Origin;
import org.comptrust.host.registry.PluginKind;
import org.comptrust.host.registry.Registry;
import org.comptrust.host.registry.RegistryEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jars that {@code java.util.ServiceLoader} could read, in the same folder as PF4J plugins. */
final class ServiceJarTest {
    @TempDir
    Path folder;

    @Test
    void offersTheMethodThatAServiceFileNamesWithTheJarsOrigin() throws IOException {
        Path jar = service("shrink").in(folder, "rotquant-1.2.0.jar");

        try (PluginCatalog catalog = open(true)) {
            assertEquals(List.of(), catalog.troubles());
            assertEquals(
                    new Origin("rotquant", "1.2.0", "rotquant-1.2.0.jar", Sha256.ofFile(jar)),
                    catalog.method("shrink").orElseThrow().origin());
            assertEquals("services", catalog.plugins().get(0).form());
        }
    }

    @Test
    void loadsTheApiFromTheHostAndTheRestFromTheJar() throws IOException {
        service("shrink").in(folder, "a-1.jar");

        try (PluginCatalog catalog = open(true)) {
            Class<?> type = catalog.method("shrink").orElseThrow().value().getClass();
            assertNotSame(getClass().getClassLoader(), type.getClassLoader());
            assertSame(CompressionMethod.class, type.getInterfaces()[0]);
        }
    }

    @Test
    void keepsTwoJarsWithEqualClassNamesApart() throws IOException {
        service("shrink").in(folder, "a-1.jar");
        service("squeeze").in(folder, "b-1.jar");
        method("acme", "press").in(folder, "c.jar");

        try (PluginCatalog catalog = open(true)) {
            assertEquals(List.of("press", "shrink", "squeeze"), catalog.methods(), catalog.troubles()::toString);
        }
    }

    @Test
    void freesTheJarWhenTheCatalogueIsClosed() throws IOException {
        service("shrink").in(folder, "a-1.jar");
        ClassLoader loader;
        try (PluginCatalog catalog = open(true)) {
            loader = catalog.method("shrink").orElseThrow().value().getClass().getClassLoader();
            assertTrue(loader.getResource("acme/Method.class") != null);
        }

        assertEquals(null, loader.getResource("acme/Method.class"));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # file name,             Automatic-Module-Name, Implementation-Title, id
            rotquant-1.2.0.jar,      '',                    '',                   rotquant
            rot_quant-2-rc1.jar,     '',                    '',                   rot-quant
            x-1.jar,                 '',                    Acme Rot Quant,       acme-rot-quant
            x-1.jar,                 com.acme.rotquant,     Acme Rot Quant,       com.acme.rotquant
            """)
    void takesItsIdFromTheManifestOrTheFileName(String file, String module, String title, String id)
            throws IOException {
        PluginJarBuilder builder = service("shrink");
        if (!module.isEmpty()) {
            builder.manifest("Automatic-Module-Name", module);
        }
        if (!title.isEmpty()) {
            builder.manifest("Implementation-Title", title);
        }
        builder.in(folder, file);

        try (PluginCatalog catalog = open(true)) {
            assertEquals(id, catalog.plugins().get(0).origin().plugin(), catalog.troubles()::toString);
        }
    }

    @Test
    void takesItsVersionFromTheManifestBeforeTheFileName() throws IOException {
        service("shrink").manifest("Implementation-Version", "1.2.1").in(folder, "rotquant-1.2.0.jar");

        try (PluginCatalog catalog = open(true)) {
            assertEquals("1.2.1", catalog.plugins().get(0).origin().version());
        }
    }

    @Test
    void isRefusedWithoutAVersion() throws IOException {
        service("shrink").in(folder, "rotquant.jar");

        try (PluginCatalog catalog = open(true)) {
            assertEquals(
                    "rotquant.jar: it says no version. Add Implementation-Version to its manifest, or put the version"
                            + " into its name: rotquant-1.0.0.jar.",
                    onlyTrouble(catalog));
        }
    }

    @Test
    void isRefusedIfTheRegistryDoesNotKnowItsHash() throws IOException {
        Path jar = service("shrink").in(folder, "rotquant-1.2.0.jar");

        try (PluginCatalog catalog = open(false)) {
            assertEquals(List.of(), catalog.methods());
            String trouble = onlyTrouble(catalog);
            assertTrue(trouble.contains("plugin rotquant is not in registry.yaml"), trouble);
            assertTrue(trouble.contains("sha256: \"" + Sha256.ofFile(jar) + '"'), trouble);
        }
    }

    @Test
    void runsIfTheRegistryKnowsItsHash() throws IOException {
        Path jar = service("shrink").in(folder, "rotquant-1.2.0.jar");
        RegistryEntry entry = new RegistryEntry(
                "rotquant",
                PluginKind.COMPRESSION,
                "rotquant-1.2.0.jar",
                ">=0.1.0",
                "Rotates.",
                false,
                Optional.of(Sha256.ofFile(jar)),
                new RegistryEntry.Place(3, 3, 3));

        try (PluginCatalog catalog = PluginFolder.open(folder, new Registry("registry.yaml", List.of(entry)), false)) {
            assertEquals("registered", catalog.plugins().get(0).trust(), catalog.troubles()::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"org/comptrust/api/RunContext.class", "org/pf4j/Extension.class", "../evil.txt"})
    void isRefusedForWhatAPf4jPluginIsRefusedFor(String entry) throws IOException {
        service("shrink").entry(entry, bytes("any")).in(folder, "a-1.jar");

        try (PluginCatalog catalog = open(true)) {
            assertEquals(List.of(), catalog.methods());
            assertTrue(onlyTrouble(catalog).contains(entry), catalog.troubles()::toString);
        }
    }

    @Test
    void isRefusedIfItRequiresAnotherVersion() throws IOException {
        service("shrink").manifest("Plugin-Requires", ">=0.2.0").in(folder, "a-1.jar");

        try (PluginCatalog catalog = open(true)) {
            assertTrue(
                    onlyTrouble(catalog).contains("requires comptrust >=0.2.0; this is 0.1.0"),
                    catalog.troubles()::toString);
        }
    }

    @Test
    void reportsAServiceThatIsNotInTheJar() throws IOException {
        service("shrink")
                .entry("META-INF/services/org.comptrust.api.trust.TrustDimension", bytes("acme.Gone"))
                .in(folder, "a-1.jar");

        try (PluginCatalog catalog = open(true)) {
            assertEquals(List.of("shrink"), catalog.methods());
            assertTrue(
                    onlyTrouble(catalog).contains("META-INF/services lists acme.Gone, but the jar has no class"),
                    catalog.troubles()::toString);
        }
    }

    @Test
    void isNotLoadedBesideAPf4jPluginWithItsId() throws IOException {
        method("rotquant", "shrink").in(folder, "pf4j.jar");
        service("squeeze").in(folder, "rotquant-1.2.0.jar");

        try (PluginCatalog catalog = open(true)) {
            assertEquals(List.of(), catalog.methods());
            assertEquals(2, catalog.troubles().size());
            catalog.troubles()
                    .forEach(trouble -> assertTrue(
                            trouble.contains(
                                    "plugin id rotquant is claimed by pf4j.jar and rotquant-1.2.0.jar; none is loaded"),
                            trouble));
        }
    }

    @Test
    void takesNoMethodFromAPf4jPluginThatOffersTheSame() throws IOException {
        method("acme", "shrink").in(folder, "pf4j.jar");
        service("shrink").in(folder, "rotquant-1.2.0.jar");

        try (PluginCatalog catalog = open(true)) {
            assertEquals(List.of(), catalog.methods());
            assertTrue(
                    catalog.troubles().get(0).contains("by pf4j.jar and rotquant-1.2.0.jar; none is used"),
                    catalog.troubles()::toString);
        }
    }

    @Test
    void isNoPluginWithoutServices() throws IOException {
        service("shrink")
                .entry("META-INF/services/org.comptrust.api.compression.CompressionMethod", bytes("# none\n"))
                .in(folder, "library-1.jar");

        try (PluginCatalog catalog = open(true)) {
            String trouble = onlyTrouble(catalog);
            assertTrue(trouble.contains("its manifest has no Plugin-Id, and it has no META-INF/services/"), trouble);
        }
    }

    private PluginCatalog open(boolean allowUnregistered) throws IOException {
        return PluginFolder.open(folder, new Registry("registry.yaml", List.of()), allowUnregistered);
    }

    private static String onlyTrouble(PluginCatalog catalog) {
        assertEquals(1, catalog.troubles().size(), catalog.troubles()::toString);
        return catalog.troubles().get(0);
    }
}
