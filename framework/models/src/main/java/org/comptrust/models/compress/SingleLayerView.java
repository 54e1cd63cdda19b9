package org.comptrust.models.compress;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.NormLayer;
import org.comptrust.api.compression.Producer;
import org.comptrust.api.compression.Replay;
import org.comptrust.api.compression.Segment;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.model.LinearShape;

/** One stage of a single layer as a plugin sees it: a block of one linear. Its arrays are copies in the scratch scope of the call. */
final class SingleLayerView implements LoneLinear, Replay, Producer {
    private final SingleLayer layer;
    private final int stage;
    private final Stage declared;
    private final PtNDArray present;
    private final InputStatistics statistics;
    private final PtNDManager scratch;

    /** @param present the weight as the stages before left it */
    SingleLayerView(
            SingleLayer layer,
            int stage,
            Stage declared,
            PtNDArray present,
            InputStatistics statistics,
            PtNDManager scratch) {
        this.layer = layer;
        this.stage = stage;
        this.declared = declared;
        this.present = present;
        this.statistics = statistics;
        this.scratch = scratch;
    }

    @Override
    public int stage() {
        return stage;
    }

    @Override
    public Replay replay() {
        require(Need.REPLAY);
        return this;
    }

    @Override
    public LinearShape shape() {
        return layer.shape();
    }

    @Override
    public NDArray weight() {
        return copy(present, scratch);
    }

    @Override
    public Producer producer() {
        return this;
    }

    @Override
    public long tokens() {
        return layer.tokens();
    }

    @Override
    public long sequences() {
        return layer.sequences();
    }

    @Override
    public NDArray meanSquare() {
        require(Need.MEAN_SQUARE);
        return checked("mean square", statistics.meanSquare(scratch));
    }

    @Override
    public NDArray absMean() {
        require(Need.ABS_MEAN);
        return checked("mean magnitude", statistics.absMean(scratch));
    }

    @Override
    public NDArray gram() {
        require(declared.needs().contains(Need.GRAM_BFLOAT16) ? Need.GRAM_BFLOAT16 : Need.GRAM);
        return checked("Gram matrix", statistics.gram(scratch));
    }

    @Override
    public NDArray rows(long first, long step) {
        require(Need.ROWS);
        if (first < 0 || step < 1) {
            throw new IllegalArgumentException("rows from " + first + " in steps of " + step);
        }
        long[] index = LongStream.iterate(first, row -> row < tokens(), row -> row + step)
                .toArray();
        try (NDArray rows = scratch.create(index);
                IValue chosen = layer.module().call("rows", layer.inputs(), rows)) {
            return chosen.toTensor(scratch);
        }
    }

    @Override
    public void forEach(Consumer<NDArray> batch) {
        require(Need.ROWS);
        layer.forEachSequence(x -> {
            try (NDArray own = copy(x, scratch)) {
                batch.accept(own);
            }
        });
    }

    /** The layer's own output stands for the output of every segment. */
    @Override
    public double[] errors(Segment segment, List<Map<LinearLayer, NDArray>> trials) {
        trials.forEach(trial -> trial.forEach(this::requireTrial));
        double[] sums = new double[trials.size()];
        layer.forEachSequence(x -> {
            for (int i = 0; i < sums.length; i++) {
                NDArray trial = trials.get(i).getOrDefault(this, present);
                try (IValue both = layer.module().call("output_squares", x, present, trial);
                        NDArray squares = both.toTensor(scratch)) {
                    sums[i] += squares.toDoubleArray()[0];
                }
            }
        });
        double elements = (double) tokens() * shape().out();
        for (int i = 0; i < sums.length; i++) {
            // An overflow is the worst of all errors; as NaN, it would compare as none.
            sums[i] = Double.isNaN(sums[i]) ? Double.POSITIVE_INFINITY : sums[i] / elements;
        }
        return sums;
    }

    private void requireTrial(LinearLayer linear, NDArray value) {
        if (linear != this) {
            throw new IllegalArgumentException(linear.shape().name() + " is not the layer");
        }
        if (value.getDataType() != DataType.FLOAT32
                || !value.getShape().equals(new Shape(shape().out(), shape().in()))) {
            throw new IllegalArgumentException("a trial weight of " + shape().name() + " must be float32 ["
                    + shape().out() + ", " + shape().in() + "], was " + value.getDataType() + " " + value.getShape());
        }
    }

    /** Nothing is known of what computes the input. */
    @Override
    public Optional<NormLayer> norm() {
        return Optional.empty();
    }

    @Override
    public Optional<LinearLayer> linear() {
        return Optional.empty();
    }

    @Override
    public int firstRow() {
        return 0;
    }

    @Override
    public int channelsPerRow() {
        return 1;
    }

    private void require(Need need) {
        if (!declared.needs().contains(need)) {
            throw new IllegalStateException(need + " was not declared as a need of this stage");
        }
    }

    private PtNDArray checked(String what, PtNDArray statistic) {
        layer.checks().requireStatistic(statistic, what, List.of(shape().name()));
        return statistic;
    }

    private PtNDArray copy(NDArray shared, PtNDManager into) {
        try (IValue copy = layer.module().call("copy", shared)) {
            return copy.toTensor(into);
        }
    }

    @Override
    public String toString() {
        return shape().name();
    }
}
