package org.comptrust.models.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.function.Consumer;
import org.comptrust.api.compression.Producer;
import org.comptrust.api.compression.Replay;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.compress.InputStatistics;
import org.comptrust.models.compress.LoneLinear;

/** A linear of its own, measured: all that a method needs which looks at one layer after the other. */
final class BenchLayer implements LoneLinear {
    private final LinearShape shape;
    private final NDArray weight;
    private final InputStatistics statistics;
    private final PtNDManager scratch;

    /** @param scratch takes statistics and what the method makes; all stay the caller's */
    BenchLayer(LinearShape shape, NDArray weight, InputStatistics statistics, PtNDManager scratch) {
        this.shape = shape;
        this.weight = weight;
        this.statistics = statistics;
        this.scratch = scratch;
    }

    @Override
    public int stage() {
        return 0;
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
}
