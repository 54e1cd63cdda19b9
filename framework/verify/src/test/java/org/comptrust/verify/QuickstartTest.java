package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing that a user runs: the distribution, nothing else, a heap of one gigabyte. */
class QuickstartTest {
    @TempDir
    Path folder;

    @Test
    void comptrustRunQuickstartWorksFromAnEmptyFolder() throws Exception {
        Path log = folder.resolve("log.txt");

        int exitCode = Shipped.await(start(log));

        assertEquals(0, exitCode, Files.readString(log));
        Path results = folder.resolve("runs/quickstart");
        assertTrue(Files.exists(results.resolve("report.html")), Files.readString(log));
        List<String> rows = Files.readAllLines(results.resolve("results.csv"));
        for (String variant : List.of("base", "magnitude", "wanda", "rtn")) {
            assertTrue(rows.stream().anyMatch(row -> row.contains(variant)), variant + " is not in " + rows);
        }
    }

    private Process start(Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Shipped.home().resolve("bin/comptrust").toString(), "run", "quickstart", "--quiet")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("COMPTRUST_CACHE", folder.resolve("cache").toString());
        environment.put("COMPTRUST_JAVA_OPTS", "-Xmx1g");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("OMP_NUM_THREADS", "1");
        return builder.start();
    }
}
