package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is killed without warning goes on where it was, and ends with the same bytes. */
class KillAndResumeTest {
    private static final String METHODS = """
            pruned: { use: [magnitude, wanda], calibration: own, with: { pattern: "2:4" } }
            rtn: { use: rtn, with: { bits: [8, 4, 3, 2], groupSize: 16 } }
            """;
    private static final int KILLS = 20;

    @TempDir
    Path folder;

    @Test
    void resultsAreTheSameToTheByte() throws Exception {
        Workbench whole = Workbench.in(folder.resolve("whole"));
        Workbench cut = Workbench.in(folder.resolve("cut"));
        for (Workbench bench : new Workbench[] {whole, cut}) {
            Files.writeString(bench.folder().resolve("text.txt"), Workbench.text(1500));
        }
        assertEquals(0, run(whole), log(whole));

        SplittableRandom moments = new SplittableRandom(11);
        int killed = 0;
        for (int i = 0; i < KILLS; i++) {
            killed += Shipped.killAtWork(cut, () -> start(cut), moments.nextInt(0, 2500)) ? 1 : 0;
        }
        assertEquals(0, run(cut), log(cut));

        System.out.println("killed in flight: " + killed + " of " + KILLS);
        assertTrue(killed > 0, "every run ended before it was killed");
        assertEquals(whole.results(), cut.results());
    }

    private static int run(Workbench bench) throws Exception {
        return Shipped.await(start(bench));
    }

    private static Process start(Workbench bench) throws IOException {
        Path spec = bench.specWithMethods(METHODS);
        return Shipped.start(bench.cache(), bench.folder().resolve("log.txt"), "run", spec.toString());
    }

    private static String log(Workbench bench) throws IOException {
        return Files.readString(bench.folder().resolve("log.txt"));
    }
}
