package org.comptrust.host.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FillHashesTest {
    @TempDir
    Path folder;

    private Path registry = Path.of("");
    private Path jars = Path.of("");

    @BeforeEach
    void twoOfOursAndOneOfTheirs() throws IOException {
        jars = Files.createDirectory(folder.resolve("jars"));
        Files.writeString(jars.resolve("rtn.jar"), "");
        Files.writeString(jars.resolve("wanda.jar"), "abc");
        registry = Files.writeString(folder.resolve("registry.yaml"), """
                apiVersion: comptrust/registry/v1
                plugins:
                  - id: rtn
                    kind: compression
                    jar: rtn.jar   # the plain one
                    api: ">=0.1.0"
                    about: Rounds.
                    firstParty: true
                  - id: theirs
                    kind: compression
                    jar: theirs.jar
                    api: ">=0.1.0"
                    about: Theirs.
                    sha256: 1111111111111111111111111111111111111111111111111111111111111111
                  - id: wanda
                    kind: compression
                    jar: wanda.jar
                    api: ">=0.1.0"
                    about: Prunes.
                    firstParty: true
                """);
    }

    @Test
    void writesTheHashOfEachFirstPartyJarAndKeepsTheRest() throws IOException {
        Path copy = folder.resolve("dist/registry.yaml");

        FillHashes.fill(registry, jars, copy);

        String expected = Files.readString(registry)
                .replace(
                        "    jar: rtn.jar   # the plain one\n",
                        "    jar: rtn.jar   # the plain one\n    sha256: "
                                + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n")
                .replace(
                        "    jar: wanda.jar\n",
                        "    jar: wanda.jar\n    sha256: "
                                + "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n");
        assertEquals(expected, Files.readString(copy));
    }

    @Test
    void failsIfAFirstPartyJarIsMissing() throws IOException {
        Files.delete(jars.resolve("wanda.jar"));

        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> FillHashes.fill(registry, jars, folder.resolve("copy.yaml")));

        assertTrue(e.getMessage().startsWith("registry.yaml:17: no wanda.jar in "), e.getMessage());
    }

    @Test
    void failsIfAJarIsNotInTheRegistry() throws IOException {
        Files.writeString(jars.resolve("forgotten.jar"), "x");

        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> FillHashes.fill(registry, jars, folder.resolve("copy.yaml")));

        assertTrue(e.getMessage().contains("[forgotten.jar]"), e.getMessage());
    }

    @Test
    void failsIfAFirstPartyEntryHasAHashAlready() throws IOException {
        String hashed = "firstParty: true\n    sha256: " + "0".repeat(64);
        Files.writeString(registry, Files.readString(registry).replaceFirst("firstParty: true", hashed));

        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> FillHashes.fill(registry, jars, folder.resolve("copy.yaml")));

        assertTrue(e.getMessage().contains("rtn is first-party and must have no sha256"), e.getMessage());
    }
}
