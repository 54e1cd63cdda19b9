package org.comptrust.models.checkpoint.pytorch;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import org.comptrust.models.checkpoint.ForeignBytes;
import org.junit.jupiter.api.io.TempDir;

/** A weights file of PyTorch of any bytes: nothing is executed, and nothing is believed. */
class PytorchFileFuzzTest {
    @TempDir
    static Path folder;

    @FuzzTest(maxDuration = "5m")
    void readsOrRefuses(byte[] bytes) {
        Path file = folder.resolve("pytorch_model.bin");
        ForeignBytes.read(file, bytes, () -> readAll(file));
    }

    static void readAll(Path file) {
        PytorchFile.tensors(file).values().forEach(tensor -> {
            try {
                tensor.copyTo(Channels.newChannel(OutputStream.nullOutputStream()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
