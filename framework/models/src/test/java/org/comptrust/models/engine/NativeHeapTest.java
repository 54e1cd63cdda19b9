package org.comptrust.models.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeHeapTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int ARRAYS = 4096;
    private static final int KILOBYTES = 32;

    @Test
    void whatManySmallArraysLeaveBehindGoesBackToTheSystem() throws IOException {
        assumeTrue(Files.exists(STATUS));
        try (TorchEngine engine = TorchEngine.cpu();
                PtNDManager scope = engine.newScope()) {
            List<NDArray> arrays = new ArrayList<>();
            for (int i = 0; i < ARRAYS; i++) {
                arrays.add(scope.ones(new Shape(KILOBYTES * 256), DataType.FLOAT32));
            }
            for (int i = 0; i < ARRAYS; i++) {
                if (i % 16 != 0) { // those that stay lie between, so that the heap cannot just become shorter
                    arrays.get(i).close();
                }
            }
            long before = residentKilobytes();

            NativeHeap.trim();

            long given = before - residentKilobytes();
            assertTrue(given > ARRAYS * KILOBYTES / 2, "given back: " + given + " KB of " + ARRAYS * KILOBYTES);
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }
}
