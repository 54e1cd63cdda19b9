package org.comptrust.models.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A safetensors file of any bytes: its header is read or refused, and so are the numbers that it points at. */
class SafetensorsFuzzTest {
    @TempDir
    static Path folder;

    @FuzzTest(maxDuration = "5m")
    void readsOrRefuses(byte[] bytes) {
        Path file = folder.resolve("model.safetensors");
        ForeignBytes.read(file, bytes, () -> {
            SafetensorsFile weights = SafetensorsFile.open(file);
            WeightScan.hash(weights.tensors().values());
            WeightScan.findNonFinite(weights.tensors().values());
        });
    }
}
