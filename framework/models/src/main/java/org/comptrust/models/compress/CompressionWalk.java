package org.comptrust.models.compress;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.comptrust.api.CancelledException;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.compression.Weight;
import org.comptrust.api.kernel.Kernels;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.compress.CompressionException.Fault;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchKernels;
import org.comptrust.models.store.TensorIo;

/**
 * Carries out a compression plan on a model, block by block: measures what enters the linears of each stage as the compressed
 * predecessors produce it, calls the plan, and applies what it returns. The model that is given stays as it is; the changes go
 * into an overlay.
 */
public final class CompressionWalk {
    private final TorchEngine engine;
    private final ModelShape shape;
    private final WeightSet weights;
    private final Decoder decoder;
    private final Function<LinearShape, StoredType> storedAs;
    private final long seed;
    private final TensorIo io;

    /**
     * @param weights an overlay that takes the changes
     * @param storedAs dtype of each linear in the checkpoint: its compressed weight is rounded to it
     * @param seed of the cell; blocks and stages draw from it
     */
    public CompressionWalk(
            TorchEngine engine,
            ModelShape shape,
            WeightSet weights,
            Function<LinearShape, StoredType> storedAs,
            long seed) {
        this.engine = engine;
        this.shape = shape;
        this.weights = weights;
        this.decoder = new Decoder(engine, weights);
        this.storedAs = storedAs;
        this.seed = seed;
        this.io = new TensorIo(engine);
    }

    /** Sees how far the walk is. */
    public interface Watcher {
        /** @throws CancelledException to stop; the overlay is then to be thrown away */
        void blocks(int done, int total);
    }

    /** Whether the plan measures anything, and so needs calibration data. */
    public static boolean measures(CompressionPlan plan, ModelShape shape) {
        return shape.blocks().stream()
                .flatMap(block -> plan.stages(block).stream())
                .anyMatch(stage -> !stage.needs().isEmpty());
    }

    /**
     * Walks through all blocks.
     *
     * @param calibration what enters block 0: arrays {@code [sequences, seq, hidden]} without padding; unread if the plan measures
     *     nothing; stays the caller's
     * @return facts of the linears that changed, by name
     * @throws CompressionException if the plan breaks its promises, or numbers become unusable
     */
    public Map<String, LayerFacts> run(CompressionPlan plan, List<PtNDArray> calibration, Watcher watcher) {
        boolean measures = guarded("stages", () -> measures(plan, shape));
        if (measures && calibration.isEmpty()) {
            throw new CompressionException(
                    Fault.METHOD, "the method measures activations, but there is no calibration data");
        }
        Map<String, LayerFacts> facts = new LinkedHashMap<>();
        try (PtNDManager ours = engine.newScope()) {
            List<PtNDArray> hidden = measures ? calibration : List.of();
            int total = shape.blocks().size();
            for (int block = 0; block < total; block++) {
                watcher.blocks(block, total);
                boolean more = measures && block + 1 < total;
                List<PtNDArray> dense = more && !plan.compressedInputs() ? outputs(hidden, block, ours) : List.of();
                compressBlock(plan, block, hidden, facts);
                if (more) {
                    List<PtNDArray> next = plan.compressedInputs() ? outputs(hidden, block, ours) : dense;
                    if (block > 0) { // those of block 0 are the caller's
                        hidden.forEach(PtNDArray::close);
                    }
                    hidden = next;
                }
            }
            watcher.blocks(total, total);
            return facts;
        }
    }

    private void compressBlock(CompressionPlan plan, int block, List<PtNDArray> hidden, Map<String, LayerFacts> facts) {
        List<LinearShape> linears = shape.blocks().get(block);
        List<Stage> stages = guarded("stages", () -> plan.stages(linears));
        checkStages(stages, linears, block);
        for (int index = 0; index < stages.size(); index++) {
            Stage stage = stages.get(index);
            Map<Integer, InputStatistics> statistics = measure(stage, block, hidden);
            try (PtNDManager scratch = engine.newScope()) {
                StageView view = new StageView(
                        block,
                        index,
                        stage,
                        linears,
                        statistics,
                        weights,
                        engine.module(InputStatistics.TEXT),
                        scratch);
                RunContext context = new Context(scratch, random(block, index));
                StageResult result = guarded("compress", () -> plan.compress(view, context));
                apply(stage, result, facts);
            } finally {
                statistics.values().forEach(InputStatistics::close);
            }
        }
    }

    /** Statistics of the distinct inputs of a stage's linears, after the block's earlier stages were applied. */
    private Map<Integer, InputStatistics> measure(Stage stage, int block, List<PtNDArray> hidden) {
        Map<Integer, InputStatistics> statistics = new TreeMap<>();
        if (stage.needs().isEmpty()) {
            return statistics;
        }
        for (LinearShape linear : stage.linears()) {
            statistics.computeIfAbsent(
                    BlockInputs.indexOf(linear.role()), i -> new InputStatistics(engine, linear.in(), stage.needs()));
        }
        for (PtNDArray batch : hidden) {
            try (PtNDManager scratch = engine.newScope()) {
                List<PtNDArray> parts = decoder.block(batch, block, scratch);
                statistics.forEach((index, sums) -> {
                    long bad = io.nonFinite(parts.get(index));
                    if (bad > 0) {
                        throw new CompressionException(
                                Fault.MODEL,
                                bad + " NaN or infinite activations enter " + readers(stage, index)
                                        + "; the model overflows on this calibration text, or its weights are damaged");
                    }
                    sums.observe(parts.get(index));
                });
            }
        }
        return statistics;
    }

    private static String readers(Stage stage, int index) {
        return String.join(
                ", ",
                stage.linears().stream()
                        .filter(linear -> BlockInputs.indexOf(linear.role()) == index)
                        .map(LinearShape::name)
                        .toList());
    }

    private List<PtNDArray> outputs(List<PtNDArray> hidden, int block, PtNDManager into) {
        List<PtNDArray> outputs = new ArrayList<>();
        for (PtNDArray batch : hidden) {
            try (PtNDManager scratch = engine.newScope()) {
                PtNDArray output = decoder.block(batch, block, scratch).get(0);
                output.attach(into);
                outputs.add(output);
            }
        }
        return outputs;
    }

    /** All weights of the stage are made and checked before the first takes effect. */
    private void apply(Stage stage, StageResult result, Map<String, LayerFacts> facts) {
        Set<LinearShape> allowed = new HashSet<>(stage.linears());
        AppliedWeight applied = new AppliedWeight(engine, storedAs);
        Map<LinearShape, PtNDArray> values = new LinkedHashMap<>();
        Map<String, LayerFacts> changed = new LinkedHashMap<>();
        int report = 0;
        for (Map.Entry<LinearLayer, Weight> entry : result.weights().entrySet()) {
            LinearShape linear = entry.getKey().shape();
            if (!allowed.contains(linear)) {
                throw new CompressionException(
                        Fault.METHOD, "the method changed " + linear.name() + ", which is no target of the stage");
            }
            LayerReport said = result.reports().get(report++);
            PtNDArray value = applied.values(linear, entry.getValue(), weights.scope());
            values.put(linear, value);
            double bits = applied.bits(linear, entry.getValue());
            changed.put(linear.name(), new LayerFacts(linear.parameters(), bits, io.zeros(value), said));
        }
        values.forEach((linear, value) -> weights.put(linear.name() + ".weight", value));
        facts.putAll(changed);
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

    private RandomGenerator random(int block, int stage) {
        long place = seed * 0x9E3779B97F4A7C15L + 1_000_003L * block + stage;
        return new java.util.SplittableRandom(place);
    }

    /** Plugin code: whatever it throws becomes one kind of error. */
    private static <T> T guarded(String phase, Supplier<T> call) {
        try {
            return call.get();
        } catch (CancelledException | CompressionException e) {
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            String why = e.getMessage() == null ? e.toString() : e.getMessage();
            throw new CompressionException(Fault.METHOD, phase + ": " + why, e);
        }
    }

    /** What the plugin may ask for during one call. */
    private final class Context implements RunContext {
        private final PtNDManager scratch;
        private final RandomGenerator random;

        Context(PtNDManager scratch, RandomGenerator random) {
            this.scratch = scratch;
            this.random = random;
        }

        @Override
        public Kernels kernels() {
            return new TorchKernels(engine, scratch);
        }

        @Override
        public PtNDManager arrays() {
            return scratch;
        }

        @Override
        public RandomGenerator random() {
            return random;
        }

        @Override
        public void throwIfCancelled() {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancelledException();
            }
        }

        @Override
        public void progress(double fraction) {
            // Blocks are the unit that a person sees; within one, a method's own share is too short to show.
        }
    }
}
