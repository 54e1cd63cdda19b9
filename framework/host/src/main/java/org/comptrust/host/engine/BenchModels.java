package org.comptrust.host.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.comptrust.core.port.ModelException;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.bench.RandomModel;

/** The model that a {@code bench} command works on, and a cache of its own; both are gone when it is closed. */
final class BenchModels implements AutoCloseable {
    private final Path scratch;
    private final Path folder;

    private BenchModels(Path scratch, Path folder) {
        this.scratch = scratch;
        this.folder = folder;
    }

    /**
     * A folder as it is, or random weights of a shape, written to a temporary folder.
     *
     * @throws ModelException if there is no room for it
     */
    static BenchModels of(Optional<BenchShape> shape, String folder) {
        try {
            Path scratch = Files.createTempDirectory("comptrust-bench-");
            try {
                return new BenchModels(
                        scratch,
                        shape.map(random -> RandomModel.of(random).write(scratch.resolve("model")))
                                .orElseGet(() -> Path.of(folder).toAbsolutePath()));
            } catch (RuntimeException e) {
                delete(scratch);
                throw e;
            }
        } catch (IOException | UncheckedIOException e) {
            throw new ModelException(
                    "no temporary folder for the model: " + e.getMessage()
                            + ". COMPTRUST_JAVA_OPTS=-Djava.io.tmpdir=DIR names another place.",
                    e);
        }
    }

    Path folder() {
        return folder;
    }

    /** A folder for what else the command writes. */
    Path scratch() {
        return scratch;
    }

    Path cache() {
        return scratch.resolve("cache");
    }

    @Override
    public void close() {
        try {
            delete(scratch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
