package org.comptrust.host.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegistryReaderTest {
    @TempDir
    Path folder;

    @Test
    void readsEntriesWithTheirPlaces() throws IOException {
        Registry registry = read("""
                # known plugins
                apiVersion: comptrust/registry/v1
                plugins:
                  - id: rtn
                    kind: compression
                    jar: comptrust-rtn.jar
                    api: ">=0.1.0"
                    about: Rounds.
                    firstParty: true
                """);

        assertEquals(
                Optional.of(new RegistryEntry(
                        "rtn",
                        PluginKind.COMPRESSION,
                        "comptrust-rtn.jar",
                        ">=0.1.0",
                        "Rounds.",
                        true,
                        Optional.empty(),
                        new RegistryEntry.Place(4, 6, 5))),
                registry.find("rtn"));
        assertEquals(Optional.empty(), registry.find("wanda"));
    }

    @Test
    void reportsAllProblemsInFileOrderWithLineAndColumn() {
        List<String> problems = problems("""
                apiVersion: comptrust/registry/v1
                plugins:
                  - id: RTN
                    kind: pruning
                    jar: ../rtn.jar
                    api: newer
                    about: Rounds.
                    sha256: abc
                    licence: MIT
                  - wanda
                  - id: awq
                """);

        assertEquals(
                List.of(
                        "registry.yaml:3:9: plugins[0].id: cannot be `RTN`. Write lower-case letters, digits, dots and"
                                + " dashes, a letter first.",
                        "registry.yaml:4:11: plugins[0].kind: cannot be `pruning`. Write compression or trust.",
                        "registry.yaml:5:10: plugins[0].jar: cannot be `../rtn.jar`. Write the file's name without its"
                                + " folder, ending in .jar.",
                        "registry.yaml:6:10: plugins[0].api: `newer` is no version range. Write, for example,"
                                + " \">=0.1.0\".",
                        "registry.yaml:8:13: plugins[0].sha256: cannot be `abc`. Write 64 lower-case hexadecimal"
                                + " digits, as sha256sum prints them.",
                        "registry.yaml:9:5: plugins[0].licence: no such key. Known: about, api, firstParty, id, jar,"
                                + " kind, sha256.",
                        "registry.yaml:10:5: plugins[1]: must be a mapping. Give it id, kind, jar, api and about.",
                        "registry.yaml:11:5: plugins[2]: has no kind. Add `kind: ...`.",
                        "registry.yaml:11:5: plugins[2]: has no jar. Add `jar: ...`.",
                        "registry.yaml:11:5: plugins[2]: has no api. Add `api: ...`.",
                        "registry.yaml:11:5: plugins[2]: has no about. Add `about: ...`."),
                problems);
    }

    @Test
    void reportsAnIdThatIsListedTwice() {
        String entry = """
                  - { id: rtn, kind: compression, jar: rtn.jar, api: "*", about: Rounds. }
                """;

        List<String> problems = problems("apiVersion: comptrust/registry/v1\nplugins:\n" + entry + entry);

        assertEquals(
                List.of("registry.yaml:4:11: plugins[1].id: rtn was already listed in line 3. Keep one entry."),
                problems);
    }

    @Test
    void reportsBadYamlWithItsPlace() {
        List<String> problems = problems("""
                apiVersion: comptrust/registry/v1
                plugins: [ {
                """);

        assertEquals(1, problems.size());
        assertTrue(problems.get(0).startsWith("registry.yaml:3:1: not YAML: "), problems::toString);
    }

    @Test
    void reportsAFileOfAnotherVersion() {
        assertEquals(
                List.of("registry.yaml:1:13: apiVersion: is comptrust/v1. Write comptrust/registry/v1."),
                problems("apiVersion: comptrust/v1\n"));
    }

    @Test
    void reportsAFileThatIsEmpty() {
        assertEquals(1, problems("").size());
    }

    @Test
    void keepsAHashOfDigitsAsItIsWritten() throws IOException {
        String digits = "0".repeat(63) + "7";
        Registry registry = read("""
                apiVersion: comptrust/registry/v1
                plugins:
                  - { id: a, kind: trust, jar: a.jar, api: "*", about: A., sha256: %s }
                """.formatted(digits));

        assertEquals(Optional.of(digits), registry.entries().get(0).sha256());
    }

    private Registry read(String text) throws IOException {
        return RegistryReader.read(Files.writeString(folder.resolve("registry.yaml"), text));
    }

    private List<String> problems(String text) {
        return assertThrows(RegistryException.class, () -> read(text)).problems();
    }
}
