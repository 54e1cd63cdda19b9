package org.comptrust.testkit.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.comptrust.api.CancelledException;
import org.comptrust.models.engine.TorchEngine;

/** A process that compresses two blocks, says so, and waits to be killed. */
final class HangingCompression {
    private HangingCompression() {}

    /** @param arguments model, cache, and the file that says that the third block is reached */
    public static void main(String[] arguments) {
        try (TorchEngine engine = TorchEngine.cpu()) {
            ResumedCompressionTest.compress(
                    engine,
                    Path.of(arguments[0]),
                    Path.of(arguments[1]),
                    List.of(ResumedCompressionTest.step(new StagedScaling(true))),
                    5,
                    (done, total) -> {
                        if (done == 2) {
                            hang(Path.of(arguments[2]));
                        }
                    });
        }
    }

    private static void hang(Path reached) {
        try {
            Files.createFile(reached);
            Thread.sleep(60_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new CancelledException();
        }
    }
}
