package org.comptrust.models.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A {@code config.json} of any bytes beside good weights: the model is opened, or refused. */
class ConfigFuzzTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void writeGoodWeights() {
        ModelFolder.in(folder);
    }

    /** A configuration may be whole and yet not that of the weights, so the refusal may name either file. */
    @FuzzTest(maxDuration = "5m")
    void readsOrRefuses(byte[] bytes) {
        ForeignBytes.read(folder.resolve("config.json"), bytes, () -> {
            DecoderConfig.read(folder);
            QuantizationReader.read(folder);
            Checkpoint.open(folder);
        });
    }
}
