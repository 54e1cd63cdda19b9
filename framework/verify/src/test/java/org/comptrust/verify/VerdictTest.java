package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline can stop at a verdict: the process itself says so by its exit code. */
class VerdictTest {
    private static final List<String> VERDICTS = List.of("retained", "degraded", "improved", "inconclusive");

    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void writeBench() throws Exception {
        bench = Workbench.in(folder);
        Files.writeString(folder.resolve("text.txt"), Workbench.text(200));
    }

    @Test
    void theRunEndsWithOneHundredByTheVerdictsThatTheExperimentNames() throws Exception {
        assertEquals(0, run(""), log());
        String found = verdict();
        String others =
                VERDICTS.stream().filter(verdict -> !verdict.equals(found)).collect(Collectors.joining(", "));

        assertEquals(100, run("decide: { failIf: " + found + " }\n"), log());
        assertEquals(0, run("decide: { failIf: [" + others + "] }\n"), log());
        assertEquals(2, run("decide: { failIf: worse }\n"), log());
    }

    private int run(String decide) throws Exception {
        Path spec = bench.specWithMethods("rtn: { use: rtn, with: { bits: 2, groupSize: -1 } }");
        Files.writeString(spec, Files.readString(spec) + decide);
        return Shipped.await(
                Shipped.start(bench.cache(), folder.resolve("log.txt"), "run", spec.toString(), "--quiet"));
    }

    /** Of the only variant, as the table has it. */
    private String verdict() throws Exception {
        List<String> rows = bench.results().lines().toList();
        List<String> names = List.of(rows.get(0).split(","));
        int fromEnd = names.size() - names.indexOf("verdict"); // texts before it may hold commas
        List<String> verdicts = rows.stream()
                .skip(1)
                .map(row -> row.split(",", -1))
                .map(cells -> cells[cells.length - fromEnd])
                .filter(verdict -> !verdict.isEmpty())
                .distinct()
                .toList();
        assertTrue(verdicts.size() == 1 && VERDICTS.contains(verdicts.get(0)), bench.results());
        return verdicts.get(0);
    }

    private String log() throws Exception {
        return Files.readString(folder.resolve("log.txt"));
    }
}
