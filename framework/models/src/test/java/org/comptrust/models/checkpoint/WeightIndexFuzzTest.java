package org.comptrust.models.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** An index of shards of any bytes, beside shards that are good: it never leads out of the folder. */
class WeightIndexFuzzTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void writeGoodShards() {
        ModelFolder.in(folder).delete("model.safetensors").shard("model-1.safetensors", ModelFolder.shapes());
    }

    @FuzzTest(maxDuration = "5m")
    void readsOrRefuses(byte[] bytes) {
        ForeignBytes.read(
                folder.resolve("model.safetensors.index.json"),
                bytes,
                () -> WeightFiles.open(folder).tensors().values().forEach(tensor -> {
                    if (!tensor.file().toAbsolutePath().normalize().startsWith(folder.toAbsolutePath())) {
                        throw new AssertionError(tensor.file() + " is outside the folder");
                    }
                }));
    }
}
