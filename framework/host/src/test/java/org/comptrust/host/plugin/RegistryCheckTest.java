package org.comptrust.host.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.comptrust.core.hash.Sha256;
import org.comptrust.host.registry.Registry;
import org.comptrust.host.registry.RegistryReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegistryCheckTest {
    @TempDir
    Path folder;

    private String sha256 = "";

    @BeforeEach
    void oneJar() throws IOException {
        sha256 = Sha256.ofFile(PluginJarBuilder.method("acme", "shrink").in(folder, "acme.jar"));
    }

    @Test
    void loadsAJarWhoseHashIsRegistered() throws IOException {
        try (PluginCatalog catalog = open(registry("sha256: " + sha256), false)) {
            assertEquals(List.of("shrink"), catalog.methods(), catalog.troubles()::toString);
            assertEquals("registered", catalog.plugins().get(0).trust());
        }
    }

    @Test
    void refusesAJarWithAnotherHashEvenIfUnregisteredOnesAreAllowed() throws IOException {
        String other = "0".repeat(64);
        try (PluginCatalog catalog = open(registry("sha256: \"" + other + "\""), true)) {
            assertEquals(List.of(), catalog.methods());
            String trouble = catalog.troubles().get(0);
            assertTrue(trouble.contains("expected sha256 " + other + ", found " + sha256), trouble);
            assertTrue(trouble.contains("registry.yaml:3"), trouble);
        }
    }

    @Test
    void refusesAnUnknownJarAndShowsAnEntryThatWouldAdmitIt() throws IOException {
        String trouble;
        try (PluginCatalog catalog = open(new Registry("registry.yaml", List.of()), false)) {
            assertEquals(List.of(), catalog.methods());
            trouble = catalog.troubles().get(0);
        }
        assertTrue(trouble.contains("--allow-unregistered"), trouble);

        String entry = trouble.substring(trouble.indexOf("- { id: "), trouble.indexOf(" }") + 2);
        try (PluginCatalog catalog =
                open(read("apiVersion: comptrust/registry/v1\nplugins:\n  " + entry + "\n"), false)) {
            assertEquals(List.of("shrink"), catalog.methods(), catalog.troubles()::toString);
        }
    }

    @Test
    void refusesAThirdPartyEntryWithoutHash() throws IOException {
        try (PluginCatalog catalog = open(registry("firstParty: false"), false)) {
            assertEquals(List.of(), catalog.methods());
            assertTrue(catalog.troubles().get(0).contains("sha256: " + sha256), catalog.troubles()::toString);
        }
    }

    @Test
    void loadsAnUnknownJarIfAllowedAndSaysSo() throws IOException {
        try (PluginCatalog catalog = open(new Registry("registry.yaml", List.of()), true)) {
            assertEquals(List.of("shrink"), catalog.methods());
            assertEquals("unregistered", catalog.plugins().get(0).trust());
        }
    }

    @Test
    void loadsAFirstPartyJarWithoutHashFromABuildTree() throws IOException {
        try (PluginCatalog catalog = open(registry("firstParty: true"), false)) {
            assertEquals("first-party", catalog.plugins().get(0).trust());
        }
    }

    @Test
    void refusesAPluginThatIsRegisteredForAnotherVersion() throws IOException {
        Registry registry = read(ENTRY.replace(">=0.1.0", ">=3.0.0") + "    sha256: " + sha256 + "\n");
        try (PluginCatalog catalog = open(registry, false)) {
            assertTrue(
                    catalog.troubles().get(0).contains("works with comptrust >=3.0.0"), catalog.troubles()::toString);
        }
    }

    @Test
    void refusesAnExtensionOfAnotherKindThanIsRegistered() throws IOException {
        Registry registry = read(ENTRY.replace("compression", "trust") + "    sha256: " + sha256 + "\n");
        try (PluginCatalog catalog = open(registry, false)) {
            assertEquals(List.of(), catalog.methods());
            assertTrue(catalog.troubles().get(0).contains("is of kind compression"), catalog.troubles()::toString);
        }
    }

    @Test
    void freesTheJarWhenTheCatalogueIsClosed() throws IOException {
        PluginCatalog catalog = open(registry("sha256: " + sha256), false);
        var method = catalog.method("shrink").orElseThrow().value();
        catalog.close();
        catalog.close();

        assertTrue(((PluginJarClassLoader) method.getClass().getClassLoader()).isClosed());
        assertFalse(catalog.methods().isEmpty());
    }

    private static final String ENTRY = """
            apiVersion: comptrust/registry/v1
            plugins:
              - id: acme
                kind: compression
                jar: acme.jar
                api: ">=0.1.0"
                about: Shrinks.
            """;

    private Registry registry(String lastLine) throws IOException {
        return read(ENTRY + "    " + lastLine + "\n");
    }

    private Registry read(String text) throws IOException {
        return RegistryReader.read(Files.writeString(folder.resolve("registry.yaml"), text));
    }

    private PluginCatalog open(Registry registry, boolean allowUnregistered) throws IOException {
        return PluginFolder.open(folder, registry, allowUnregistered);
    }
}
