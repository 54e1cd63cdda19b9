package org.comptrust.quickstart.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.DecoderConfig;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.tokenizer.HfTokenizer;
import org.comptrust.quickstart.tokenizer.BpeTrainer;
import org.comptrust.quickstart.tokenizer.TokenizerFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    @TempDir
    Path folder;

    @Test
    void aStoppedTrainingGoesOnToTheSameBits() throws IOException {
        Path whole = folder.resolve("whole.safetensors");
        Path resumed = folder.resolve("resumed.safetensors");

        train(1, "whole.state", whole, 6);
        train(1, "resumed.state", resumed, 4);
        train(1, "resumed.state", resumed, 6);

        assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(resumed));
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("whole.state")), Files.readAllBytes(folder.resolve("resumed.state")));
    }

    @Test
    void aStateOfAnotherTrainingIsRefused() throws IOException {
        train(1, "a.state", folder.resolve("a.safetensors"), 2);

        IOException refused =
                assertThrows(IOException.class, () -> train(2, "a.state", folder.resolve("b.safetensors"), 2));

        assertTrue(refused.getMessage().contains("another training"), refused.getMessage());
    }

    @Test
    void whatIsTrainedIsACheckpoint() throws IOException {
        train(1, "c.state", folder.resolve("model.safetensors"), 2);

        Checkpoint checkpoint = Checkpoint.open(folder);

        checkpoint.requireFinite();
        assertTrue(checkpoint.warnings().isEmpty(), checkpoint.warnings().toString());
    }

    private void train(long seed, String state, Path weights, int lastStep) throws IOException {
        List<BpeTrainer.Merge> merges = new BpeTrainer()
                .read("I fed the cat. You judge what people do. wrong")
                .merges(20);
        Dimensions tiny = new Dimensions(TokenizerFiles.vocabulary(merges), 16, 24, 2, 4, 2, 96);
        TokenizerFiles.write(folder, merges, tiny.positions());
        ModelConfig.write(folder, tiny);
        TrainingPlan plan = new TrainingPlan(tiny, new Schedule(6, 2, 0.01), 2, 4, seed);
        try (TorchEngine engine = TorchEngine.cpu();
                HfTokenizer tokenizer = HfTokenizer.open(folder, DecoderConfig.read(folder))) {
            new Trainer(engine, tokenizer, plan).run(folder.resolve(state), weights, lastStep);
        }
    }
}
