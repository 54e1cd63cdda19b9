package org.comptrust.models.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.comptrust.models.tokenizer.HfTokenizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Each model of the oracle folder opens without a warning, if its weights are safetensors. */
@Tag("oracle")
class ModelFolderOracleTest {
    private static final Path ORACLES = Path.of(System.getProperty("comptrust.oracles", ""));

    private static int cases;
    private static int passed;

    @TestFactory
    Stream<DynamicTest> eachModelOpensCleanly() throws IOException {
        List<Path> folders;
        try (Stream<Path> files = Files.walk(ORACLES.resolve("models"))) {
            folders = files.filter(file -> file.endsWith("config.json"))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
        }
        assertFalse(folders.isEmpty(), "no models in " + ORACLES);
        cases = folders.size();
        return folders.stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> {
                    opensCleanly(folder);
                    passed++;
                }));
    }

    @AfterAll
    static void report() {
        System.out.println("model folders: " + passed + " of " + cases);
    }

    private static void opensCleanly(Path folder) {
        Checkpoint checkpoint = Checkpoint.open(folder);
        assertEquals(List.of(), checkpoint.warnings());
        checkpoint.requireFinite();
        assertEquals(64, checkpoint.weightsHash().length());
        assertEquals(checkpoint.config().layers(), checkpoint.shape().blocks().size());
        try (HfTokenizer tokenizer = HfTokenizer.open(folder, checkpoint.config())) {
            assertEquals(List.of(), tokenizer.warnings());
            assertEquals(List.of(checkpoint.config().bosId().orElseThrow()), tokenizer.start());
            assertEquals(checkpoint.config().maxPositions(), tokenizer.contextLength());
        }
    }
}
