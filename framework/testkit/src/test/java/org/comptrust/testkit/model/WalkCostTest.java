package org.comptrust.testkit.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.compress.ActivationMemory;
import org.comptrust.models.compress.CalibrationInput;
import org.comptrust.models.compress.CompressionWalk;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.Geometry;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.store.TensorIo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a walk of four stages costs beside the forward passes of the same blocks, in processor time of this thread: what else the
 * machine does hardly matters. As a program, measures the shape of a 110-million-parameter model.
 */
class WalkCostTest {
    @TempDir
    Path folder;

    @Test
    void fourStagesCostAboutOneRunOfTheBlocks() {
        Cost cost = measure(new TinyModel(4, 256, 704, 512, 7), folder, 4, 512);
        System.out.println(cost);

        // Measured, it is 1.6, and 1.0 where blocks are so wide that checks and statistics do not show. A run of the
        // block for each
        // stage and one for the outputs, as it was once, would be above 4.75.
        assertTrue(cost.walk() < 2.5 * cost.run(), cost.toString());
    }

    /**
     * Processor seconds.
     *
     * @param run all blocks once
     * @param walk four stages that measure a cheap statistic and change nothing
     * @param spilled the same with all activations on disk
     */
    private record Cost(double run, double walk, double spilled) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "one run of the blocks %.2f s, a walk of four stages %.2f s (%.2f runs), with all activations on disk %.2f s",
                    run,
                    walk,
                    walk / run,
                    spilled);
        }
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println(measure(new TinyModel(12, 768, 2048, 1024, 7), Files.createTempDirectory("walk"), 8, 512));
    }

    private static Cost measure(TinyModel shape, Path folder, int sequences, int length) {
        try (TorchEngine engine = TorchEngine.cpu()) {
            Checkpoint checkpoint = Checkpoint.open(shape.write(folder.resolve("model")));
            try (WeightSet weights = WeightSet.base(engine, Geometry.of(checkpoint.config()))) {
                TensorIo io = new TensorIo(engine);
                checkpoint
                        .tensors()
                        .values()
                        .forEach(entry -> weights.put(entry.name(), io.read(entry, weights.scope())));
                SplittableRandom random = new SplittableRandom(1);
                List<List<Integer>> ids = IntStream.range(0, sequences)
                        .mapToObj(i -> random.ints(length, 2, 250).boxed().toList())
                        .toList();
                Decoder decoder = new Decoder(engine, weights);
                CalibrationInput calibration = CalibrationInput.of(decoder, ids, 2048);
                ActivationMemory memory = new ActivationMemory(Long.MAX_VALUE, folder);
                ActivationMemory disk = new ActivationMemory(0, folder);
                run(engine, decoder, checkpoint.shape(), calibration);
                walk(engine, weights, checkpoint.shape(), calibration, memory);
                return new Cost(
                        seconds(() -> run(engine, decoder, checkpoint.shape(), calibration)),
                        seconds(() -> walk(engine, weights, checkpoint.shape(), calibration, memory)),
                        seconds(() -> walk(engine, weights, checkpoint.shape(), calibration, disk)));
            }
        }
    }

    private static void run(TorchEngine engine, Decoder decoder, ModelShape shape, CalibrationInput calibration) {
        for (int batch = 0; batch < calibration.batches().size(); batch++) {
            try (PtNDManager scratch = engine.newScope()) {
                PtNDArray x = calibration.read(batch, scratch);
                for (int block = 0; block < shape.blocks().size(); block++) {
                    x = decoder.block(x, block, scratch);
                }
            }
        }
    }

    private static void walk(
            TorchEngine engine,
            WeightSet weights,
            ModelShape shape,
            CalibrationInput calibration,
            ActivationMemory memory) {
        try (WeightSet overlay = weights.overlay()) {
            new CompressionWalk(engine, shape, overlay, name -> StoredType.F32, 0)
                    .run(new Looking(), calibration, memory, Optional.empty(), (done, total) -> {});
        }
    }

    private static double seconds(Runnable work) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        work.run();
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e9;
    }

    /** GPTQ's stages. */
    private static final class Looking implements CompressionPlan {
        @Override
        public List<Stage> stages(List<LinearShape> block) {
            List<Stage> stages = new ArrayList<>();
            for (List<Integer> group : List.of(List.of(0, 1, 2), List.of(3), List.of(4, 5), List.of(6))) {
                stages.add(new Stage(group.stream().map(block::get).toList(), Set.of(Need.ABS_MEAN)));
            }
            return stages;
        }

        @Override
        public StageResult compress(DecoderBlock block, RunContext run) {
            block.inputs().forEach(input -> input.absMean());
            return new StageResult();
        }

        @Override
        public Estimate estimate(LinearShape linear) {
            return new Estimate(32, 0, 0);
        }
    }
}
