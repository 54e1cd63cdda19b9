package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that is told to end while its kernels compute, as by Ctrl-C. */
class EndedCommandTest {
    @TempDir
    Path folder;

    @Test
    void endsAtOnceAndDoesNotCrash() throws Exception {
        Path log = folder.resolve("log");
        Process process = Shipped.start(folder, log, "bench", "engine", "--model", "110M", "--threads", "1");
        try {
            while (process.isAlive() && !Files.readString(log).contains("log-likelihoods")) {
                Thread.sleep(20);
            }
            Thread.sleep(500); // inside a step that takes seconds
            process.destroy();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it goes on");
        } finally {
            process.destroyForcibly();
        }

        String said = Files.readString(log);
        assertEquals(130, process.exitValue(), said);
        assertFalse(said.contains("fatal error"), said);
    }
}
