package org.comptrust.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
    @TempDir
    Path folder;

    @BeforeEach
    void aSubjectOfMultipleChoice() throws IOException {
        for (String part : new String[] {"dev", "test"}) {
            Files.createDirectories(folder.resolve("csv").resolve(part));
            Files.writeString(
                    folder.resolve("csv").resolve(part).resolve("anatomy_" + part + ".csv"),
                    "one?,a,b,c,d,A\n".repeat(5));
        }
    }

    @Test
    void anImportIsAPackThatCanBeShownAndChecked() {
        CommandLineRun imported = data("import", "mmlu", "--from", path("csv"), "--to", path("pack.zip"));
        CommandLineRun shown = data("show", path("pack.zip"));
        CommandLineRun checked = data("verify", path("pack.zip"));

        assertEquals(0, imported.exitCode(), imported.err());
        assertTrue(imported.out().contains("missing: dev/: 56 files (abstract_algebra_dev.csv, "), imported.out());
        assertTrue(shown.out().startsWith("MMLU 1 (MIT)\ncite:     Hendrycks et al. 2021"), shown.out());
        assertTrue(shown.out().contains("test/anatomy_test.csv  75 bytes  5 rows"), shown.out());
        assertEquals("MMLU 1 (MIT): 2 of 2 files are as they were packed.\n", checked.out());
        assertEquals(0, checked.exitCode());
    }

    @Test
    void aFileThatWasChangedIsFoundAndIsTheOperatorsToMend() throws IOException {
        data("import", "mmlu", "--from", path("csv"), "--to", path("pack"));
        Files.writeString(folder.resolve("pack/test/anatomy_test.csv"), "two?,a,b,c,d,B\n");

        CommandLineRun checked = data("verify", path("pack"));
        CommandLineRun json = data("verify", path("pack"), "--json");

        assertEquals(4, checked.exitCode());
        assertTrue(
                checked.err().contains("pack/test/anatomy_test.csv: is not the file that was packed"), checked.err());
        assertTrue(
                json.out().contains("\"faults\" : [ \"" + path("pack") + "/test/anatomy_test.csv: is not"), json.out());
    }

    @Test
    void findingsAreJsonForPrograms() {
        CommandLineRun json = data("import", "mmlu", "--from", path("csv"), "--to", path("pack"), "--json");

        assertTrue(json.out().contains("\"kind\" : \"missing\""), json.out());
        assertTrue(json.out().contains("\"needs\" : \"virology\""), json.out());
    }

    @Test
    void whatCannotBeImportedSaysWhatCan() {
        CommandLineRun unknown = data("import", "mmul", "--from", path("csv"), "--to", path("pack"));
        CommandLineRun noPack = data("show", path("csv"));

        assertEquals(2, unknown.exitCode());
        assertTrue(unknown.err().contains("Known: decodingtrust, advglue++, mmlu."), unknown.err());
        assertEquals(2, noPack.exitCode());
        assertTrue(noPack.err().contains("is no pack: it has no pack.yaml"), noPack.err());
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private static CommandLineRun data(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "data";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandLineRun.of(all);
    }
}
