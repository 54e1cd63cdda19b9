package org.comptrust.models.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same requests, with beginnings read once and with each prompt read as a whole. */
class SharingBenchTest {
    @TempDir
    Path folder;

    @Test
    void bothWaysAnswerTheSameAndNothingIsLeft() {
        Path model = new RandomModel(1, 16, 24, 2, 1, 300, 256).write(folder.resolve("model"));
        try (TorchEngine engine = TorchEngine.cpu()) {
            List<SharingBench.Dimension> measured =
                    new SharingBench(engine, 1).run(model, folder.resolve("cache"), Precision.FLOAT32, 3, what -> {});

            assertEquals(8, measured.size());
            for (SharingBench.Dimension dimension : measured) {
                assertEquals(3, dimension.requests());
                assertTrue(dimension.sameTexts(), dimension.toString());
                assertTrue(dimension.nats() < 1e-4, dimension.toString());
                assertTrue(dimension.shared().seconds() > 0 && dimension.apart().seconds() > 0);
            }
            assertEquals(0, engine.handles().count());
        }
    }
}
