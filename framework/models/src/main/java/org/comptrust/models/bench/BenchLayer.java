package org.comptrust.models.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.comptrust.api.CancelledException;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.NormLayer;
import org.comptrust.api.compression.Producer;
import org.comptrust.api.compression.Replay;
import org.comptrust.api.kernel.Kernels;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.compress.InputStatistics;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchKernels;

/** A linear of its own, measured: all that a method needs which looks at one layer after the other. */
final class BenchLayer implements DecoderBlock, LinearLayer, LinearInput, RunContext {
    private final TorchEngine engine;
    private final LinearShape shape;
    private final NDArray weight;
    private final InputStatistics statistics;
    private final PtNDManager scratch;

    /** @param scratch takes statistics and what the method makes; all stay the caller's */
    BenchLayer(TorchEngine engine, LinearShape shape, NDArray weight, InputStatistics statistics, PtNDManager scratch) {
        this.engine = engine;
        this.shape = shape;
        this.weight = weight;
        this.statistics = statistics;
        this.scratch = scratch;
    }

    @Override
    public int index() {
        return 0;
    }

    @Override
    public int stage() {
        return 0;
    }

    @Override
    public List<LinearLayer> linears() {
        return List.of(this);
    }

    @Override
    public List<LinearLayer> targets() {
        return List.of(this);
    }

    @Override
    public List<LinearInput> inputs() {
        return List.of(this);
    }

    @Override
    public List<NormLayer> norms() {
        return List.of();
    }

    @Override
    public Replay replay() {
        throw new IllegalStateException("a layer of its own has no block to replay");
    }

    @Override
    public LinearShape shape() {
        return shape;
    }

    @Override
    public NDArray weight() {
        return weight;
    }

    @Override
    public Optional<NDArray> bias() {
        return Optional.empty();
    }

    @Override
    public LinearInput input() {
        return this;
    }

    @Override
    public List<LinearLayer> consumers() {
        return List.of(this);
    }

    @Override
    public Producer producer() {
        throw new IllegalStateException("a layer of its own has no producer");
    }

    @Override
    public long tokens() {
        return statistics.tokens();
    }

    @Override
    public long sequences() {
        return statistics.sequences();
    }

    @Override
    public NDArray meanSquare() {
        return statistics.meanSquare(scratch);
    }

    @Override
    public NDArray absMean() {
        return statistics.absMean(scratch);
    }

    @Override
    public NDArray gram() {
        return statistics.gram(scratch);
    }

    @Override
    public NDArray rows(long first, long step) {
        throw new IllegalStateException("tokens are not kept");
    }

    @Override
    public void forEach(Consumer<NDArray> batch) {
        throw new IllegalStateException("tokens are not kept");
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
        return new SplittableRandom(0);
    }

    @Override
    public void throwIfCancelled() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancelledException();
        }
    }

    @Override
    public void progress(double fraction) {}
}
