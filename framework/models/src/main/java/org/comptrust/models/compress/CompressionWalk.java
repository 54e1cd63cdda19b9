package org.comptrust.models.compress;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.comptrust.api.CancelledException;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.compress.CompressionException.Fault;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;

/**
 * Carries out a compression plan on a model, block by block: measures what enters the linears of each stage as the compressed
 * predecessors produce it, calls the plan, and applies what it returns. The model that is given stays as it is; the changes go
 * into an overlay, where the linears of finished blocks are kept packed.
 */
public final class CompressionWalk {
    private final TorchEngine engine;
    private final ModelShape shape;
    private final WeightSet weights;
    private final Decoder decoder;
    private final Function<String, StoredType> storedAs;
    private final long seed;

    /**
     * @param weights an overlay that takes the changes
     * @param storedAs dtype of each tensor in the checkpoint, by name: what changes is rounded to it
     * @param seed of the cell; blocks and stages draw from it
     */
    public CompressionWalk(
            TorchEngine engine, ModelShape shape, WeightSet weights, Function<String, StoredType> storedAs, long seed) {
        this.engine = engine;
        this.shape = shape;
        this.weights = weights;
        this.decoder = new Decoder(engine, weights);
        this.storedAs = storedAs;
        this.seed = seed;
    }

    /** Sees how far the walk is. */
    public interface Watcher {
        /** @throws CancelledException to stop; the overlay is then to be thrown away */
        void blocks(int done, int total);

        /** Comes often, also within a block. */
        default void status(WalkStatus status) {}
    }

    /**
     * Whether the plan measures anything, and so needs calibration data.
     *
     * @throws CompressionException if the plan throws
     */
    public static boolean measures(CompressionPlan plan, ModelShape shape) {
        return PluginCall.guarded("stages", () -> shape.blocks().stream()
                .flatMap(block -> plan.stages(block).stream())
                .anyMatch(stage -> !stage.needs().isEmpty()));
    }

    /**
     * Walks through all blocks, on hidden states that are given, all of them in memory.
     *
     * @param hidden what enters block 0: arrays {@code [sequences, seq, hidden]} without padding; stay the caller's
     * @return as {@link #run(CompressionPlan, CalibrationInput, ActivationMemory, Optional, Watcher)}
     */
    public Map<String, LayerFacts> run(CompressionPlan plan, List<PtNDArray> hidden, Watcher watcher) {
        ActivationMemory memory = new ActivationMemory(Long.MAX_VALUE, Path.of(""));
        return run(plan, CalibrationInput.of(hidden), memory, Optional.empty(), watcher);
    }

    /**
     * Walks through all blocks, or those that are left.
     *
     * @param calibration unread if the plan measures nothing
     * @param checkpoints where finished blocks are kept, if they are; used only by plans that measure: the others are quick
     * @return facts of the linears that changed, by name
     * @throws CompressionException if the plan breaks its promises, or numbers become unusable
     * @throws CheckpointException if the disk fails
     */
    public Map<String, LayerFacts> run(
            CompressionPlan plan,
            CalibrationInput calibration,
            ActivationMemory memory,
            Optional<WalkCheckpoints> checkpoints,
            Watcher watcher) {
        boolean measures = measures(plan, shape);
        if (measures && calibration.batches().isEmpty()) {
            throw new CompressionException(
                    Fault.METHOD, "the method measures activations, but there is no calibration data");
        }
        Optional<WalkCheckpoints> kept = measures ? checkpoints : Optional.empty();
        Map<String, LayerFacts> facts = new LinkedHashMap<>();
        int total = shape.blocks().size();
        try (Activations activations = new Activations(engine, measures ? calibration.batches() : List.of(), memory)) {
            List<Map<String, LayerFacts>> done =
                    kept.map(from -> from.restore(weights, activations, shape)).orElse(List.of());
            done.forEach(facts::putAll);
            if (done.isEmpty()) {
                enter(calibration, activations);
            }
            WalkClock clock = new WalkClock(watcher, done.size(), total, System::nanoTime);
            for (int block = done.size(); block < total; block++) {
                clock.begin();
                boolean more = measures && block + 1 < total;
                Map<String, LayerFacts> changed = compressBlock(plan, block, activations, more, clock);
                facts.putAll(changed);
                int at = block;
                kept.ifPresent(to -> to.keep(at, weights, changed, activations, more));
                clock.end(changed.values());
                weights.pack();
            }
            return facts;
        }
    }

    private void enter(CalibrationInput calibration, Activations activations) {
        ActivationChecks checks = new ActivationChecks(engine);
        for (int batch = 0; batch < activations.batches().size(); batch++) {
            try (PtNDManager scratch = engine.newScope()) {
                PtNDArray hidden = calibration.read(batch, scratch);
                checks.require(hidden, shape.blocks().get(0), Place.INPUT);
                activations.put(batch, Place.INPUT, hidden);
            }
        }
    }

    /** @param more whether another block is to be measured */
    private Map<String, LayerFacts> compressBlock(
            CompressionPlan plan, int block, Activations activations, boolean more, WalkClock clock) {
        List<LinearShape> linears = shape.blocks().get(block);
        List<Stage> stages = PluginCall.guarded("stages", () -> plan.stages(linears));
        checkStages(stages, linears, block);
        BlockData data =
                new BlockData(engine, decoder.parts(block), linears, new ActivationChecks(engine), activations);
        BlockWalk walk = new BlockWalk(data, stages, more && !plan.compressedInputs());
        Map<String, LayerFacts> facts = new LinkedHashMap<>();
        for (int index = 0; index < stages.size(); index++) {
            double before = index;
            double share = 1.0 / stages.size();
            // Half of a stage is measured, half is the method's: a guess, but the bar moves.
            Map<Place, InputStatistics> statistics =
                    walk.measure(index, fraction -> clock.within((before + fraction / 2) * share));
            try (PtNDManager scratch = engine.newScope()) {
                StageView view =
                        new StageView(shape, block, index, stages.get(index), data, statistics, weights, scratch);
                PluginCall call = new PluginCall(
                        engine,
                        scratch,
                        seed,
                        block,
                        index,
                        fraction -> clock.within((before + 0.5 + fraction / 2) * share));
                StageResult result = PluginCall.guarded("compress", () -> plan.compress(view, call));
                facts.putAll(new StageChanges(engine, weights, storedAs).apply(view, result));
            } finally {
                statistics.values().forEach(InputStatistics::close);
            }
            walk.applied(index);
        }
        if (more) {
            walk.finish();
        }
        return facts;
    }

    private static void checkStages(List<Stage> stages, List<LinearShape> linears, int block) {
        Set<LinearShape> known = new HashSet<>(linears);
        Set<String> strangers = new TreeSet<>();
        for (Stage stage : stages) {
            stage.linears().stream()
                    .filter(linear -> !known.contains(linear))
                    .forEach(linear -> strangers.add(linear.name()));
        }
        if (!strangers.isEmpty()) {
            throw new CompressionException(
                    Fault.METHOD, "the stages of block " + block + " name linears that are not in it: " + strangers);
        }
    }
}
