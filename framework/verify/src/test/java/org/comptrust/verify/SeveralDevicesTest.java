package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two parts of the processor, each with weights of its own, stand for two GPUs. */
class SeveralDevicesTest {
    private static final int KILLS = 3;

    @TempDir
    Path folder;

    @Test
    void resultsAreThoseOfOneDeviceToTheByteEvenWhenKilled() throws Exception {
        Workbench one = Workbench.in(folder.resolve("one"));
        Workbench two = Workbench.in(folder.resolve("two"));
        assertEquals(0, Shipped.await(start(one, "cpu")), log(one));

        SplittableRandom moments = new SplittableRandom(5);
        int killed = 0;
        for (int i = 0; i < KILLS; i++) {
            killed += Shipped.killAtWork(two, () -> start(two, "[cpu:0, cpu:1]"), moments.nextInt(0, 1500)) ? 1 : 0;
        }
        assertEquals(0, Shipped.await(start(two, "[cpu:0, cpu:1]")), log(two));

        System.out.println("killed in flight, two devices: " + killed + " of " + KILLS);
        assertTrue(killed > 0, "every run ended before it was killed");
        assertEquals(one.results(), two.results());
    }

    @Test
    void aDeviceThatIsNotThereIsToldBeforeAnythingRuns() throws Exception {
        Workbench bench = Workbench.in(folder.resolve("none"));

        int exit = Shipped.await(start(bench, "cuda:7"));

        assertTrue(exit != 0, log(bench));
        assertTrue(log(bench).contains("run.devices: "), log(bench));
        assertTrue(log(bench).matches("(?s).*experiment\\.yaml:\\d+:17: run\\.devices: cuda:7: .*"), log(bench));
    }

    private static Process start(Workbench bench, String devices) throws IOException {
        Path spec = bench.specWithMethods("""
                pruned: { use: [magnitude, wanda], calibration: own, with: { pattern: "2:4" } }
                rtn: { use: rtn, with: { bits: [8, 4, 3, 2], groupSize: 16 } }
                """);
        Files.writeString(spec, Files.readString(spec) + "run: { devices: " + devices + " }\n");
        return Shipped.start(bench.cache(), bench.folder().resolve("log.txt"), "run", spec.toString());
    }

    private static String log(Workbench bench) throws IOException {
        return Files.readString(bench.folder().resolve("log.txt"));
    }
}
