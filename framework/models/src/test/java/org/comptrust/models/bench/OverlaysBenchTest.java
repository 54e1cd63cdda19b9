package org.comptrust.models.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Variants held at once, of a model so small that their memory says nothing. */
class OverlaysBenchTest {
    @TempDir
    Path folder;

    @Test
    void changedTensorsAreCountedAndAnswersAreThoseOfEachVariantAlone() {
        Path model = new RandomModel(2, 16, 24, 2, 1, 300, 64).write(folder.resolve("model"));
        try (TorchEngine engine = TorchEngine.cpu()) {
            OverlaysBench.Result result =
                    new OverlaysBench(engine).run(model, folder.resolve("cache"), Precision.FLOAT32, 5, what -> {});

            int blocks = 4 * 2 + 1; // four variants of both blocks, one of the first alone
            assertEquals(7 * blocks, result.tensors());
            assertEquals(4L * blocks * (2 * 16 * 16 + 2 * 16 * 8 + 3 * 16 * 24), result.changed());
            assertTrue(result.sameAnswers());
            assertEquals(0, engine.handles().count());
        }
    }
}
