package org.comptrust.models.checkpoint.pytorch;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.comptrust.models.checkpoint.ForeignBytes;
import org.junit.jupiter.api.io.TempDir;

/** Any pickle in a sound archive: the bytes reach its reader, and it executes nothing. */
class PickleFuzzTest {
    @TempDir
    static Path folder;

    @FuzzTest(maxDuration = "5m")
    void readsOrRefuses(byte[] pickle) throws IOException {
        Path file = folder.resolve("pytorch_model.bin");
        PickleBuilder.zip(file, pickle, List.of(PickleBuilder.floats(1, 2, 3, 4, 5, 6)));
        ForeignBytes.read(file, Files.readAllBytes(file), () -> PytorchFileFuzzTest.readAll(file));
    }
}
