package org.comptrust.models.tokenizer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import org.comptrust.models.checkpoint.DecoderConfig;
import org.comptrust.models.checkpoint.ForeignBytes;
import org.comptrust.models.checkpoint.ModelFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A {@code tokenizer.json} of any bytes: what is let through to the native library does not end the process there. */
class TokenizerJsonFuzzTest {
    private static final String TEXT = "ab cab\n abc\u00e4\u2581 <s>x</s> 12 a";

    @TempDir
    static Path folder;

    private static DecoderConfig config;

    @BeforeAll
    static void writeAGoodModel() {
        config = DecoderConfig.read(ModelFolder.in(folder).path());
    }

    @FuzzTest(maxDuration = "5m")
    void readsOrRefuses(byte[] bytes) {
        ForeignBytes.read(folder.resolve("tokenizer.json"), bytes, () -> {
            try (HfTokenizer tokenizer = HfTokenizer.open(folder, config)) {
                tokenizer.decode(tokenizer.encode(TEXT));
            }
        });
    }
}
