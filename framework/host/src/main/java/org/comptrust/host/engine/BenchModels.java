package org.comptrust.host.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.comptrust.core.files.TemporaryFolder;
import org.comptrust.core.port.ModelException;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.bench.RandomModel;

/** The model that a {@code bench} command works on, and a cache of its own; both are gone when it is closed. */
final class BenchModels implements AutoCloseable {
    /** Files of a tokenizer; one of the first two is needed. */
    private static final List<String> TOKENIZER =
            List.of("tokenizer.json", "tokenizer.model", "tokenizer_config.json", "special_tokens_map.json");

    private final TemporaryFolder scratch;
    private final Path folder;

    private BenchModels(TemporaryFolder scratch, Path folder) {
        this.scratch = scratch;
        this.folder = folder;
    }

    /**
     * A folder as it is, or random weights of a shape, written to a temporary folder.
     *
     * @throws ModelException if there is no room for it
     */
    static BenchModels of(Optional<BenchShape> shape, String folder) {
        return of(shape.map(RandomModel::of), Optional.empty(), folder);
    }

    /**
     * The same with random weights of any shape.
     *
     * @param random empty: the folder's
     * @param tokenizer folder of a tokenizer that random weights get in place of one of made-up words
     * @throws ModelException if there is no room for it, or no tokenizer there
     */
    static BenchModels of(Optional<RandomModel> random, Optional<Path> tokenizer, String folder) {
        try {
            TemporaryFolder scratch = TemporaryFolder.create("bench");
            try {
                Path model = Path.of(folder).toAbsolutePath();
                if (random.isPresent()) {
                    model = random.get().write(scratch.path().resolve("model"));
                    if (tokenizer.isPresent()) {
                        exchangeTokenizer(tokenizer.get(), model);
                    }
                }
                return new BenchModels(scratch, model);
            } catch (IOException | RuntimeException e) {
                scratch.close();
                throw e;
            }
        } catch (IOException | UncheckedIOException e) {
            throw new ModelException(
                    "no temporary folder for the model: " + e.getMessage()
                            + ". COMPTRUST_JAVA_OPTS=-Djava.io.tmpdir=DIR names another place.",
                    e);
        }
    }

    private static void exchangeTokenizer(Path from, Path model) throws IOException {
        Files.delete(model.resolve(TOKENIZER.get(0)));
        boolean any = false;
        for (String name : TOKENIZER) {
            if (Files.isRegularFile(from.resolve(name))) {
                Files.copy(from.resolve(name), model.resolve(name));
                any |= TOKENIZER.indexOf(name) < 2;
            }
        }
        if (!any) {
            throw new ModelException(from + " holds no tokenizer: neither tokenizer.json nor tokenizer.model", null);
        }
    }

    Path folder() {
        return folder;
    }

    /** A folder for what else the command writes. */
    Path scratch() {
        return scratch.path();
    }

    Path cache() {
        return scratch.path().resolve("cache");
    }

    @Override
    public void close() {
        scratch.close();
    }
}
