package org.comptrust.models.bench;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.compress.ActivationMemory;
import org.comptrust.models.compress.CalibrationInput;
import org.comptrust.models.compress.CompressionWalk;
import org.comptrust.models.compress.InputStatistics;
import org.comptrust.models.compress.PluginCall;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;

/**
 * Times compression methods on square layers of random weights and inputs, beside what plain operations take in the same run, and on
 * whole models of random weights. Figures of layers are the best of a few repetitions.
 */
public final class CompressionBench {
    private static final int BATCH_TOKENS = 2048;
    private static final Set<Need> OF_ONE_LAYER =
            EnumSet.of(Need.MEAN_SQUARE, Need.ABS_MEAN, Need.GRAM, Need.GRAM_BFLOAT16);

    private final TorchEngine engine;
    private final TorchModule limits;
    private final int samples;
    private final int length;
    private final int repetitions;

    /**
     * @param samples calibration sequences
     * @param length tokens of each
     * @param repetitions of which the quickest counts
     */
    public CompressionBench(TorchEngine engine, int samples, int length, int repetitions) {
        this.engine = engine;
        this.limits = engine.module(EngineBench.LIMITS);
        this.samples = samples;
        this.length = length;
        this.repetitions = repetitions;
    }

    /** What a matrix product of 2048 x 2048 reaches, float operations a second. */
    public double ceiling(Precision precision) {
        return new EngineBench(engine).matmulFlops(precision);
    }

    /**
     * The plain way, in whole-matrix operations of the library.
     *
     * @param hessianSeconds for each sequence the product of the whole matrix with itself
     * @param factorSeconds a factorisation, an inverse, and the factorisation of that
     */
    public record Plain(double hessianSeconds, double factorSeconds) {}

    /**
     * A method on one layer.
     *
     * @param needs what was measured
     * @param measureSeconds over all calibration tokens; 0 if nothing was measured
     * @param solveSeconds the method itself
     * @param flops that the method estimates
     */
    public record Layer(Set<Need> needs, double measureSeconds, double solveSeconds, double flops) {}

    /** Times the plain way at a size. */
    public Plain plain(int size) {
        double hessian = Double.POSITIVE_INFINITY;
        double factor = Double.POSITIVE_INFINITY;
        for (int i = 0; i < repetitions; i++) {
            try (PtNDManager scope = engine.newScope()) {
                PtNDArray x = inputs(size, scope);
                PtNDArray sum = (PtNDArray) scope.zeros(new Shape(size, size), DataType.FLOAT32);
                hessian = Math.min(hessian, seconds(() -> {
                    for (int seen = 0; seen < samples; seen += x.getShape().get(0)) {
                        limits.run("plain_hessian", x, sum, seen);
                    }
                }));
                factor = Math.min(factor, seconds(() -> limits.run("plain_factor", sum)));
            }
        }
        return new Plain(hessian, factor);
    }

    /** Whether a method measures Gram matrices of inputs in bfloat16. */
    public static boolean roundsInputs(Function<ModelShape, CompressionPlan> planning) {
        ModelShape model = single(256);
        return planning.apply(model).stages(model.blocks().get(0)).stream()
                .anyMatch(stage -> stage.needs().contains(Need.GRAM_BFLOAT16));
    }

    /**
     * Times a method at a size.
     *
     * @param planning plans it for a model of one linear
     * @return empty: it needs more than a layer of its own
     */
    public Optional<Layer> layer(Function<ModelShape, CompressionPlan> planning, int size) {
        ModelShape model = single(size);
        LinearShape linear = model.linears().get(0);
        CompressionPlan plan = planning.apply(model);
        List<Stage> stages = plan.stages(model.blocks().get(0));
        if (stages.size() != 1 || !OF_ONE_LAYER.containsAll(stages.get(0).needs())) {
            return Optional.empty();
        }
        Set<Need> needs = stages.get(0).needs();
        double measure = needs.isEmpty() ? 0 : Double.POSITIVE_INFINITY;
        double solve = Double.POSITIVE_INFINITY;
        for (int i = 0; i < repetitions; i++) {
            try (PtNDManager scope = engine.newScope();
                    InputStatistics statistics = new InputStatistics(engine, size, needs)) {
                PtNDArray x = inputs(size, scope);
                if (!needs.isEmpty()) {
                    measure = Math.min(measure, seconds(() -> {
                        for (int seen = 0; seen < samples; seen += x.getShape().get(0)) {
                            statistics.observe(x);
                        }
                    }));
                }
                PtNDArray weight = normal(new long[] {size, size}, 1 / Math.sqrt(size), scope);
                BenchLayer layer = new BenchLayer(linear, weight, statistics, scope);
                PluginCall call = new PluginCall(engine, scope, 0, 0, 0, fraction -> {});
                solve = Math.min(solve, seconds(() -> plan.compress(layer, call)));
            }
        }
        return Optional.of(
                new Layer(needs, measure, solve, plan.estimate(linear).flops()));
    }

    /**
     * Compresses a whole model of random weights, calibrated on random tokens.
     *
     * @param planning plans the method for it
     * @return seconds
     */
    public double model(
            BenchShape shape, Function<ModelShape, CompressionPlan> planning, CompressionWalk.Watcher watcher) {
        ModelShape model = modelShape(shape);
        CompressionPlan plan = planning.apply(model);
        int tokens = Math.min(length, shape.positions);
        List<List<Integer>> ids = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            ids.add(new SplittableRandom(i)
                    .ints(tokens, 0, shape.vocabulary)
                    .boxed()
                    .toList());
        }
        try (WeightSet base = new EngineBench(engine).random(shape, Precision.FLOAT32);
                WeightSet overlay = base.overlay()) {
            CalibrationInput calibration = CalibrationInput.of(new Decoder(engine, base), ids, BATCH_TOKENS);
            CompressionWalk walk = new CompressionWalk(engine, model, overlay, name -> StoredType.F16, 0);
            ActivationMemory memory = new ActivationMemory(Long.MAX_VALUE, Path.of("")); // never spilled
            return seconds(() -> walk.run(plan, calibration, memory, Optional.empty(), watcher));
        }
    }

    /** Sequences that are as many tokens as the walk measures at once; measured again and again. */
    private PtNDArray inputs(int size, PtNDManager scope) {
        int sequences = Math.max(1, Math.min(samples, BATCH_TOKENS / length));
        return normal(new long[] {sequences, length, size}, 1, scope);
    }

    private PtNDArray normal(long[] shape, double spread, PtNDManager scope) {
        try (IValue value = limits.call("normal", shape, spread, engine.device().torchName())) {
            return value.toTensor(scope);
        }
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static ModelShape single(int size) {
        LinearShape linear = new LinearShape("layer", 0, LinearRole.OTHER, size, size, false);
        return new ModelShape("layer", 1, size, 1, 1, size, 1, false, List.of(List.of(linear)));
    }

    static ModelShape modelShape(BenchShape s) {
        int kv = s.hidden / s.heads * s.kvHeads;
        List<List<LinearShape>> blocks = new ArrayList<>();
        for (int b = 0; b < s.blocks; b++) {
            String at = "model.layers." + b + ".";
            blocks.add(List.of(
                    new LinearShape(at + "self_attn.q_proj", b, LinearRole.Q, s.hidden, s.hidden, false),
                    new LinearShape(at + "self_attn.k_proj", b, LinearRole.K, kv, s.hidden, false),
                    new LinearShape(at + "self_attn.v_proj", b, LinearRole.V, kv, s.hidden, false),
                    new LinearShape(at + "self_attn.o_proj", b, LinearRole.O, s.hidden, s.hidden, false),
                    new LinearShape(at + "mlp.gate_proj", b, LinearRole.GATE, s.inner, s.hidden, false),
                    new LinearShape(at + "mlp.up_proj", b, LinearRole.UP, s.inner, s.hidden, false),
                    new LinearShape(at + "mlp.down_proj", b, LinearRole.DOWN, s.hidden, s.inner, false)));
        }
        return new ModelShape(
                "llama", s.vocabulary, s.hidden, s.heads, s.kvHeads, s.hidden / s.heads, s.positions, false, blocks);
    }
}
