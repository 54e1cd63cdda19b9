package org.comptrust.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.comptrust.models.checkpoint.DecoderConfig;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.tokenizer.HfTokenizer;
import org.comptrust.quickstart.text.Dialogues;
import org.comptrust.quickstart.text.Draw;
import org.comptrust.quickstart.text.Passage;
import org.comptrust.quickstart.text.Stories;
import org.comptrust.quickstart.tokenizer.BpeTrainer;
import org.comptrust.quickstart.tokenizer.TokenizerFiles;
import org.comptrust.quickstart.training.Dimensions;
import org.comptrust.quickstart.training.ModelConfig;
import org.comptrust.quickstart.training.Schedule;
import org.comptrust.quickstart.training.Trainer;
import org.comptrust.quickstart.training.TrainingPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains the embedded model: {@code Train FOLDER [STEPS]}. The folder becomes a Hugging Face checkpoint; the state that lets a stopped
 * training go on lies beside it, in {@code FOLDER.state}.
 */
public final class Train {
    private static final Logger LOG = LoggerFactory.getLogger(Train.class);

    static final long SEED = 20_250_101;
    static final int MERGES = 700;
    static final int STEPS = 1200;
    private static final int TOKENIZER_TEXTS = 3000;

    private Train() {}

    /** @param arguments the model folder, and the number of steps if not the usual one */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 1 || arguments.length > 2) {
            throw new IllegalArgumentException("usage: Train FOLDER [STEPS]");
        }
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        int steps = arguments.length > 1 ? Integer.parseInt(arguments[1]) : STEPS;
        Files.createDirectories(folder);
        TrainingPlan plan = plan(writeTokenizer(folder), steps);
        ModelConfig.write(folder, plan.dimensions());
        DecoderConfig config = DecoderConfig.read(folder);
        try (TorchEngine engine = TorchEngine.cpu();
                HfTokenizer tokenizer = HfTokenizer.open(folder, config)) {
            double loss = new Trainer(engine, tokenizer, plan)
                    .run(folder.resolveSibling(folder.getFileName() + ".state"), folder.resolve("model.safetensors"));
            LOG.info("trained: {} weights, loss {}", plan.dimensions().weights(), loss);
            Files.writeString(folder.resolve("README.md"), ModelCard.of(plan, loss));
        }
    }

    static TrainingPlan plan(int vocabulary, int steps) {
        Dimensions dimensions = new Dimensions(vocabulary, 128, 352, 4, 4, 2, 256);
        return new TrainingPlan(dimensions, new Schedule(steps, 50, 3e-3), 8, 100, SEED);
    }

    /** Writes the tokenizer's files and returns the size of its vocabulary. */
    static int writeTokenizer(Path folder) throws IOException {
        Draw draw = new Draw(SEED);
        Dialogues dialogues = new Dialogues(draw);
        Stories stories = new Stories(draw);
        BpeTrainer trainer = new BpeTrainer();
        for (int i = 0; i < TOKENIZER_TEXTS; i++) {
            trainer.read(stories.forTraining() + "\n");
            for (Passage passage : dialogues.next()) {
                trainer.read(passage.text());
            }
        }
        List<BpeTrainer.Merge> merges = trainer.merges(MERGES);
        TokenizerFiles.write(folder, merges, 256);
        return TokenizerFiles.vocabulary(merges);
    }
}
