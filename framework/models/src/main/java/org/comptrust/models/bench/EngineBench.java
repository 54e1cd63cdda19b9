package org.comptrust.models.bench;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.Geometry;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.TokenGenerator;
import org.comptrust.models.decoder.TokenScorer;
import org.comptrust.models.decoder.WeightNames;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;
import org.comptrust.models.pool.BaseModel;

/**
 * Times log-likelihoods and decoding, each in turns with the machine's own limits: matrix products and reading of memory. Each figure
 * is the median of several turns.
 */
public final class EngineBench {
    static final KernelText LIMITS = KernelText.resource(EngineBench.class, "limits.py");
    private static final int PROMPT = 32;
    private static final int REPETITIONS = 3;

    /** New tokens of two lengths, whose difference is timed; weights are reordered for both. */
    private static final int FEW = 16;

    private static final int MANY = 48;

    private static final int READINGS = 8;

    private final TorchEngine engine;
    private final TorchModule limits;
    private final String device;
    private final int turns;

    public EngineBench(TorchEngine engine) {
        this(engine, Turns.MOST);
    }

    /** @param turns of each measurement at most, at least 1; large models take fewer */
    public EngineBench(TorchEngine engine, int turns) {
        this.engine = engine;
        this.turns = turns;
        this.limits = engine.module(LIMITS);
        this.device = engine.device().torchName();
    }

    /**
     * What was measured.
     *
     * @param figures names with units, such as {@code decode batch 32 (tokens/s)}, in the order of the measuring
     */
    public record Result(Map<String, Double> figures) {}

    /** Sees what is measured next. */
    public interface Watcher {
        void measuring(String what);
    }

    /** Measures a shape of random weights. */
    public Result run(BenchShape shape, Precision precision, Watcher watcher) {
        watcher.measuring("making random weights of " + shape);
        try (WeightSet weights = random(shape, precision)) {
            long parameters = blockParameters(shape) + (long) shape.vocabulary * shape.hidden;
            return run(new Decoder(engine, weights), parameters, shape.vocabulary, precision, watcher);
        }
    }

    /** Measures a model. */
    public Result run(BaseModel base, Watcher watcher) {
        Decoder decoder = base.decoder();
        Precision precision = decoder.weights().precision();
        return run(decoder, multiplied(base.checkpoint()), base.shape().vocabulary(), precision, watcher);
    }

    /** Parameters that a token is multiplied with: all but the embedding table's, unless that is the head too. */
    public static long multiplied(Checkpoint checkpoint) {
        boolean tied = checkpoint.shape().tiedHead();
        return checkpoint.tensors().values().stream()
                .filter(entry -> tied || !entry.name().equals(WeightNames.EMBEDDING))
                .mapToLong(TensorEntry::elements)
                .sum();
    }

    private Result run(Decoder decoder, long parameters, int vocabulary, Precision precision, Watcher watcher) {
        Map<String, Double> figures = new LinkedHashMap<>();
        watcher.measuring("log-likelihoods and matrix products");
        logLikelihoods(decoder, parameters, vocabulary, precision, figures);
        for (int batch : new int[] {1, 8, 32}) {
            watcher.measuring("decoding, batch " + batch + ", its matrix products, and memory");
            decode(decoder, vocabulary, batch, precision.bytes() * parameters, figures);
        }
        figures.put(
                "decode batch 32 over batch 1 (ratio)",
                figures.get("decode batch 32 (tokens/s)") / figures.get("decode batch 1 (tokens/s)"));
        return new Result(figures);
    }

    private void logLikelihoods(
            Decoder decoder, long parameters, int vocabulary, Precision precision, Map<String, Double> figures) {
        int length = Math.min(256, decoder.weights().geometry().positions());
        List<TokenScorer.Sequence> sequences = new ArrayList<>();
        for (int i = 0; i < 2048 / length; i++) {
            sequences.add(new TokenScorer.Sequence(tokens(i, length, vocabulary), 1));
        }
        TokenScorer scorer = new TokenScorer(decoder);
        try (Ceiling ceiling = ceiling(precision)) {
            double[] seconds = Turns.seconds(List.of(ceiling::reach, () -> scorer.score(sequences)), turns);
            double flops = ceiling.operations() / seconds[0];
            double scored = sequences.size() * length / seconds[1];
            figures.put("matmul ceiling (GFLOP/s)", flops / 1e9);
            figures.put("log-likelihood (tokens/s)", scored);
            figures.put("log-likelihood (fraction of matmul ceiling)", 2.0 * parameters * scored / flops);
        }
    }

    /** New tokens a second once the prompts are read: the difference of two lengths leaves the prompt out. */
    private void decode(Decoder decoder, int vocabulary, int batch, long bytes, Map<String, Double> figures) {
        int steps = MANY - FEW;
        int read = 1 << 27; // 512 MiB: no cache holds it
        try (IValue memory = limits.call("buffer", read, device)) {
            decoder.products(
                    batch,
                    false,
                    plain -> decoder.products(batch, true, reordered -> {
                        double[] seconds = Turns.seconds(
                                List.of(
                                        () -> generate(decoder, vocabulary, batch, FEW),
                                        () -> generate(decoder, vocabulary, batch, MANY),
                                        () -> limits.run("read_all", memory, READINGS),
                                        () -> repeat(plain, FEW),
                                        () -> repeat(reordered, FEW)),
                                turns);
                        double decoded = batch * steps / (seconds[1] - seconds[0]);
                        double bandwidth = 4.0 * read * READINGS / seconds[2];
                        double most = batch * FEW / Math.min(seconds[3], seconds[4]);
                        String name = "decode batch " + batch;
                        figures.put(name + " (tokens/s)", decoded);
                        figures.put(name + " beside memory reading (GB/s)", bandwidth / 1e9);
                        figures.put(name + " (fraction of memory reading)", bytes * decoded / batch / bandwidth);
                        figures.put(name + " ceiling: its matrix products alone (tokens/s)", most);
                        figures.put(name + " (fraction of its ceiling)", decoded / most);
                    }));
        }
    }

    private static void repeat(Runnable work, int times) {
        for (int i = 0; i < times; i++) {
            work.run();
        }
    }

    /** A product of two square matrices, as the decoder calls it; the caller closes it. */
    public Ceiling ceiling(Precision precision) {
        return new Ceiling(limits, precision.code(), device);
    }

    /** What a product of two 2048 x 2048 matrices reaches, in operations a second. */
    double matmulFlops(Precision precision) {
        try (Ceiling ceiling = ceiling(precision)) {
            return ceiling.operations() / best(ceiling::reach);
        }
    }

    double bandwidth() {
        int n = 1 << 27; // 512 MiB: no cache holds it
        try (IValue x = limits.call("buffer", n, device)) {
            return 4.0 * n / best(() -> limits.run("read_all", x, 1));
        }
    }

    /** New tokens a second. */
    double decodeRate(Decoder decoder, int vocabulary, int batch) {
        return decodeRates(decoder, vocabulary, batch, List.of(() -> {}))[0];
    }

    /** Decoding in ways that take turns: new tokens a second of each. */
    static double[] decodeRates(Decoder decoder, int vocabulary, int batch, List<Runnable> ways) {
        List<Runnable> works = new ArrayList<>();
        for (Runnable way : ways) {
            works.add(() -> {
                way.run();
                generate(decoder, vocabulary, batch, FEW); // what the way makes once is made here
            });
            works.add(() -> generate(decoder, vocabulary, batch, FEW));
            works.add(() -> generate(decoder, vocabulary, batch, MANY));
        }
        double[] seconds = Turns.seconds(works, Turns.MOST);
        return IntStream.range(0, ways.size())
                .mapToDouble(way -> batch * (MANY - FEW) / (seconds[3 * way + 2] - seconds[3 * way + 1]))
                .toArray();
    }

    private static void generate(Decoder decoder, int vocabulary, int batch, int tokens) {
        List<TokenGenerator.Task> tasks = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            tasks.add(new TokenGenerator.Task(tokens(i, PROMPT, vocabulary), tokens, 0, 1, i, Set.of(), ids -> false));
        }
        new TokenGenerator(decoder).generate(tasks);
    }

    private static List<Integer> tokens(long seed, int count, int vocabulary) {
        return new SplittableRandom(seed).ints(count, 0, vocabulary).boxed().toList();
    }

    /** Seconds of the quickest repetition, after one that warms up. */
    static double best(Runnable work) {
        work.run();
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < REPETITIONS; i++) {
            best = Math.min(best, seconds(work));
        }
        return best;
    }

    static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static long blockParameters(BenchShape s) {
        long kv = (long) s.hidden / s.heads * s.kvHeads;
        return s.blocks * (2L * s.hidden * s.hidden + 2 * kv * s.hidden + 3L * s.inner * s.hidden);
    }

    /** Random weights of a shape; the caller closes them. */
    WeightSet random(BenchShape s, Precision precision) {
        int headDim = s.hidden / s.heads;
        Geometry geometry = new Geometry(
                s.blocks, s.heads, s.kvHeads, headDim, s.positions, 1e-5, Geometry.rotaryFrequencies(headDim, 10000));
        WeightSet weights = WeightSet.base(engine, geometry, precision);
        try (PtNDManager scope = engine.newScope()) {
            int kv = headDim * s.kvHeads;
            put(weights, "model.embed_tokens.weight", scope, s.vocabulary, s.hidden);
            put(weights, "lm_head.weight", scope, s.vocabulary, s.hidden, RandomModel.LOGITS);
            ones(weights, "model.norm.weight", scope, s.hidden);
            for (int i = 0; i < s.blocks; i++) {
                String at = "model.layers." + i + ".";
                ones(weights, at + "input_layernorm.weight", scope, s.hidden);
                ones(weights, at + "post_attention_layernorm.weight", scope, s.hidden);
                put(weights, at + "self_attn.q_proj.weight", scope, s.hidden, s.hidden);
                put(weights, at + "self_attn.k_proj.weight", scope, kv, s.hidden);
                put(weights, at + "self_attn.v_proj.weight", scope, kv, s.hidden);
                put(weights, at + "self_attn.o_proj.weight", scope, s.hidden, s.hidden);
                put(weights, at + "mlp.gate_proj.weight", scope, s.inner, s.hidden);
                put(weights, at + "mlp.up_proj.weight", scope, s.inner, s.hidden);
                put(weights, at + "mlp.down_proj.weight", scope, s.hidden, s.inner);
            }
            return weights;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    private void put(WeightSet weights, String name, PtNDManager scope, int out, int in) {
        put(weights, name, scope, out, in, 1);
    }

    private void put(WeightSet weights, String name, PtNDManager scope, int out, int in, double times) {
        try (IValue value = limits.call("normal", new long[] {out, in}, times / Math.sqrt(in), device)) {
            PtNDArray tensor = value.toTensor(scope);
            weights.put(name, tensor);
        }
    }

    private void ones(WeightSet weights, String name, PtNDManager scope, int n) {
        try (IValue value = limits.call("ones", n, device)) {
            PtNDArray tensor = value.toTensor(scope);
            weights.put(name, tensor);
        }
    }
}
