package org.comptrust.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.comptrust.api.kernel.KernelException;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;
import org.jspecify.annotations.Nullable;

/** One set of weights as functions: whole forward steps, each a single call. Thread-safe; owns no memory. */
public final class Decoder {
    /** Enough to tell texts of this program apart. */
    private static final int HASH_BYTES = 8;

    private final TorchEngine engine;
    private final TorchModule module;
    private final WeightSet weights;
    private final long[] dims;
    private final double eps;

    public Decoder(TorchEngine engine, WeightSet weights) {
        this(engine, weights, engine.module(WeightSet.DECODER));
    }

    /** With other kernels, of the same methods. */
    Decoder(TorchEngine engine, WeightSet weights, TorchModule module) {
        this.engine = engine;
        this.module = module;
        this.weights = weights;
        this.dims = weights.geometry().dims();
        this.eps = weights.geometry().eps();
    }

    public TorchEngine engine() {
        return engine;
    }

    public WeightSet weights() {
        return weights;
    }

    /** How many tokens there are: rows of the embedding. */
    public int vocabulary() {
        return (int) weights.get(WeightNames.EMBEDDING).getShape().get(0);
    }

    /**
     * Hash of what makes answers of weights and tokens: the kernels' text, what of the configuration they are given, and by what
     * figures tokens and rows become batches.
     *
     * @param more what else answers depend on
     */
    public String identity(String more) {
        Geometry geometry = weights.geometry();
        String all = String.join(
                "\n",
                Arrays.toString(dims),
                Arrays.toString(geometry.frequencies()),
                geometry.amplitude() + " " + eps + " " + geometry.positions(),
                more,
                TokenGenerator.arrangement(),
                WeightSet.DECODER.methods());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Seconds spent so far inside the kernels of all decoders on an engine; see {@link TorchModule#secondsInCalls()}. */
    public static double secondsInCalls(TorchEngine engine) {
        return engine.module(WeightSet.DECODER).secondsInCalls();
    }

    /** Runs something before each call of a kernel of all decoders on an engine; see {@link TorchModule#beforeCalls}. */
    public static void beforeCalls(TorchEngine engine, @Nullable Runnable work) {
        engine.module(WeightSet.DECODER).beforeCalls(work);
    }

    /**
     * Logits of one sequence.
     *
     * @return {@code [seq, vocab]} float32, in {@code scope}
     */
    public PtNDArray logits(List<Integer> ids, PtNDManager scope) {
        try (PtNDArray row = ids(List.of(ids), scope);
                IValue result = module.call("logits", row, weights.list(), dims, eps)) {
            return result.toTensor(scope);
        }
    }

    /**
     * Hidden states that enter block 0.
     *
     * @return {@code [batch, seq, hidden]} in the weights' precision, in {@code scope}
     */
    public PtNDArray embed(List<List<Integer>> batch, PtNDManager scope) {
        try (PtNDArray ids = ids(batch, scope);
                IValue result = module.call("embed", ids, weights.list(WeightSet.NO_BLOCK))) {
            return result.toTensor(scope);
        }
    }

    /**
     * One block over whole sequences.
     *
     * @param x {@code [batch, seq, hidden]} in the weights' precision, without padding
     * @return the hidden states after it, likewise, in {@code scope}
     */
    public PtNDArray block(NDArray x, int index, PtNDManager scope) {
        try (IValue result = module.call("block", x, weights.list(index), index, dims, eps)) {
            return result.toTensor(scope);
        }
    }

    /** A block in parts. */
    public BlockParts parts(int index) {
        return new BlockParts(module, weights, index, dims, eps);
    }

    /**
     * Log-likelihoods of targets.
     *
     * @param rows positions in {@code batch * longest}, whose next token is scored
     * @param targets one for each row
     * @return nats, and whether the target was the most likely token (1) or not (0), one for each row
     */
    double[][] logLikelihoods(List<List<Integer>> batch, long[] rows, long[] targets) {
        try (PtNDManager scope = engine.newScope();
                PtNDArray ids = ids(batch, scope);
                NDArray at = sent(rows, scope);
                NDArray next = sent(targets, scope);
                IValue result = module.call("log_likelihoods", ids, at, next, weights.list(), dims, eps)) {
            return rows(result, 2, scope);
        }
    }

    /**
     * Log-likelihoods of targets in rows that go on after a shared beginning, in one trunk and perhaps several branches.
     *
     * @param batch what is read of each row: what follows the beginning in the trunk, then the branches, one after the other
     * @param positions of these tokens in their sequences
     * @param branches of these tokens: 0 trunk, from 1 branches
     * @param rows positions in {@code batch * longest}, whose next token is scored
     * @param targets one for each of {@code rows}
     * @return nats, and whether the target was the most likely token (1) or not (0), one for each of {@code rows}
     */
    double[][] logLikelihoods(
            KeyValueCache beginning,
            List<List<Integer>> batch,
            List<List<Integer>> positions,
            List<List<Integer>> branches,
            long[] rows,
            long[] targets) {
        try (PtNDManager scope = engine.newScope();
                PtNDArray ids = padded(batch, 0, scope);
                PtNDArray places = padded(positions, 0, scope);
                PtNDArray kin = padded(branches, -1, scope);
                NDArray at = sent(rows, scope);
                NDArray next = sent(targets, scope);
                IValue result = module.call(
                        "log_likelihoods_after",
                        ids,
                        places,
                        kin,
                        at,
                        next,
                        weights.list(),
                        dims,
                        eps,
                        beginning.keys(),
                        beginning.values())) {
            return rows(result, 2, scope);
        }
    }

    /** Whether {@link #reordered} weights are there on this device in this precision: they are of the processor's own library. */
    boolean reorders() {
        return !engine.device().isCuda() && weights.precision() != Precision.FLOAT16;
    }

    /**
     * The weights for {@link #decode} with a few rows at a time, in another order in memory; a copy of all matrices, which the caller
     * closes.
     *
     * @param rows how many at most
     */
    IValue reordered(int rows) {
        return module.call("reordered", weights.list(), rows);
    }

    /**
     * The matrix products of a step that reads a token in each of some rows, and nothing else, again and again: what a step would take
     * if all else were free.
     *
     * @param work is given something to run, which does the products of one step
     */
    public void products(int rows, boolean reordered, Consumer<Runnable> work) {
        IValue list = reordered ? reordered(TokenGenerator.REORDERED_FOR) : weights.list();
        try (IValue inputs = module.call("step_inputs", weights.list(), rows)) {
            work.accept(() -> module.run("step_products", inputs, list));
        } finally {
            if (reordered) {
                list.close();
            }
        }
    }

    /** An empty cache of some rows; the caller closes it. */
    KeyValueCache cache(int rows, int columns) {
        return KeyValueCache.of(
                () -> module.call("make_cache", rows, columns, dims, weights.get(WeightNames.FINAL_NORM)));
    }

    /** Leaves only the given rows in a cache. */
    void keepRows(KeyValueCache cache, long[] rows) {
        try (PtNDManager scope = engine.newScope();
                NDArray kept = sent(rows, scope)) {
            cache.replace(half -> module.call("keep_rows", half, kept));
        }
    }

    /**
     * Reads prompts into rows of a cache, from its first column on.
     *
     * @param batch prompts
     * @param prompt for each of {@code rows} the index of its prompt
     * @param rows of the cache, each once
     * @return hidden state of the last token of each of {@code rows}, {@code [rows, hidden]}, in {@code scope}
     */
    PtNDArray prefill(List<List<Integer>> batch, long[] prompt, long[] rows, KeyValueCache cache, PtNDManager scope) {
        long[] lengths = batch.stream().mapToLong(List::size).toArray();
        try (PtNDArray ids = ids(batch, scope);
                NDArray each = sent(lengths, scope);
                NDArray whose = sent(prompt, scope);
                NDArray into = sent(rows, scope);
                IValue result = module.call(
                        "prefill", ids, each, whose, into, weights.list(), dims, eps, cache.keys(), cache.values())) {
            return result.toTensor(scope);
        }
    }

    /**
     * The same for prompts that go on after a shared beginning, which is copied into the rows.
     *
     * @param batch what follows the beginning in each prompt
     */
    PtNDArray prefill(
            KeyValueCache beginning,
            List<List<Integer>> batch,
            long[] prompt,
            long[] rows,
            KeyValueCache cache,
            PtNDManager scope) {
        long[] lengths = batch.stream().mapToLong(List::size).toArray();
        try (PtNDArray ids = ids(batch, scope);
                NDArray each = sent(lengths, scope);
                NDArray whose = sent(prompt, scope);
                NDArray into = sent(rows, scope);
                IValue result = module.call(
                        "prefill_after",
                        ids,
                        each,
                        whose,
                        into,
                        weights.list(),
                        dims,
                        eps,
                        beginning.keys(),
                        beginning.values(),
                        cache.keys(),
                        cache.values())) {
            return result.toTensor(scope);
        }
    }

    /**
     * Reads one more token of each row of a cache.
     *
     * @param list the weights as they are, or {@link #reordered}
     * @param positions of the tokens within their rows, which are the columns that take them
     * @return their hidden states, {@code [rows, hidden]}, in {@code scope}
     */
    PtNDArray decode(IValue list, long[] ids, long[] positions, KeyValueCache cache, PtNDManager scope) {
        int seen = (int) Arrays.stream(positions).max().orElseThrow() + 1;
        try (NDArray tokens = sent(ids, scope);
                NDArray at = sent(positions, scope);
                IValue result =
                        module.call("decode", tokens, at, seen, list, dims, eps, cache.keys(), cache.values())) {
            return result.toTensor(scope);
        }
    }

    /**
     * Chooses the next token of each row.
     *
     * @param list the weights as they are, or {@link #reordered}
     * @param draws uniform in [0, 1), unread at temperature 0
     * @return token ids, their nats at temperature 1, and at temperature 0 how much larger their logits are than the next ones
     */
    double[][] pick(IValue list, NDArray hidden, double temperature, double topP, double[] draws, PtNDManager scope) {
        try (NDArray uniform = engine.send(draws, scope);
                IValue result = module.call("pick", hidden, list, eps, temperature, topP, uniform)) {
            return rows(result, 3, scope);
        }
    }

    /**
     * The most likely next token of a sequence that is read as a whole, in a batch of its own: what comes out depends on nothing but
     * its tokens.
     */
    public Next nextAlone(List<Integer> sequence) {
        try (PtNDManager scope = engine.newScope();
                PtNDArray ids = ids(List.of(sequence), scope);
                IValue result = module.call("next_alone", ids, weights.list(), dims, eps)) {
            double[][] next = rows(result, 3, scope);
            return new Next((int) next[0][0], next[1][0], next[2][0]);
        }
    }

    /**
     * A token that was chosen.
     *
     * @param nats its log-likelihood
     * @param margin how much larger its logit is than the next one, in nats
     */
    public record Next(int id, double nats, double margin) {}

    /** Logits after hidden states {@code [rows, hidden]}: {@code [rows, vocab]} float32, in {@code scope}. */
    public PtNDArray head(NDArray hidden, PtNDManager scope) {
        try (IValue result = module.call("head", hidden, weights.list(), eps)) {
            return result.toTensor(scope);
        }
    }

    /** {@code [count, n]} float64 as arrays. */
    private double[][] rows(IValue result, int count, PtNDManager scope) {
        try (NDArray all = result.toTensor(scope)) {
            double[] flat = all.toDoubleArray();
            requireFinite(flat);
            int n = flat.length / count;
            double[][] rows = new double[count][];
            for (int i = 0; i < count; i++) {
                rows[i] = Arrays.copyOfRange(flat, i * n, (i + 1) * n);
            }
            return rows;
        }
    }

    private void requireFinite(double[] figures) {
        if (!Arrays.stream(figures).allMatch(Double::isFinite)) {
            throw new KernelException(
                    weights.precision() == Precision.FLOAT16
                            ? "hidden states exceed 65504, the largest number of float16. Compute in bfloat16, which is as small, or float32"
                            : "logits are not finite: with these weights, hidden states exceed what "
                                    + weights.precision() + " holds. Check the weights, or how they were compressed",
                    new ArithmeticException("NaN"));
        }
    }

    /** {@code [batch, longest]} int64, padded at the right with token 0, which no real position sees. */
    private PtNDArray ids(List<List<Integer>> batch, PtNDManager scope) {
        return padded(batch, 0, scope);
    }

    private PtNDArray padded(List<List<Integer>> batch, long padding, PtNDManager scope) {
        int longest = batch.stream().mapToInt(List::size).max().orElse(0);
        long[] flat = new long[batch.size() * longest];
        Arrays.fill(flat, padding);
        for (int row = 0; row < batch.size(); row++) {
            List<Integer> ids = batch.get(row);
            for (int i = 0; i < ids.size(); i++) {
                flat[row * longest + i] = ids.get(i);
            }
        }
        return engine.send(flat, new Shape(batch.size(), longest), scope);
    }

    /** {@code [numbers]} int64. */
    private PtNDArray sent(long[] numbers, PtNDManager scope) {
        return engine.send(numbers, new Shape(numbers.length), scope);
    }
}
