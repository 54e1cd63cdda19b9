package org.comptrust.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.NormLayer;
import org.comptrust.api.compression.Producer;

/** Statistics of given inputs; only those that the stage declared. */
final class FakeInput implements LinearInput {
    private final LayerInputs inputs;
    private final Map<Need, NDArray> measured = new EnumMap<>(Need.class);
    private final List<LinearLayer> consumers = new ArrayList<>();

    FakeInput(NDManager host, LayerInputs inputs, Set<Need> needs, InputStatistics statistics) {
        this.inputs = inputs;
        long columns = inputs.tokens().columns();
        for (Need need : needs) {
            switch (need) {
                case MEAN_SQUARE -> measured.put(need, host.create(statistics.meanSquare(inputs), new Shape(columns)));
                case ABS_MEAN -> measured.put(need, host.create(statistics.absMean(inputs), new Shape(columns)));
                case GRAM -> measured.put(need, statistics.gram(inputs).array(host));
                case ROWS -> measured.put(need, inputs.tokens().array(host));
                case REPLAY -> {} // the block's
            }
        }
    }

    void readBy(LinearLayer layer) {
        consumers.add(layer);
    }

    @Override
    public List<LinearLayer> consumers() {
        return List.copyOf(consumers);
    }

    @Override
    public long tokens() {
        return inputs.tokens().rows();
    }

    @Override
    public long sequences() {
        return inputs.sequences();
    }

    @Override
    public NDArray meanSquare() {
        return measured(Need.MEAN_SQUARE);
    }

    @Override
    public NDArray absMean() {
        return measured(Need.ABS_MEAN);
    }

    @Override
    public NDArray gram() {
        return measured(Need.GRAM);
    }

    @Override
    public Producer producer() {
        return Nowhere.INSTANCE;
    }

    @Override
    public NDArray rows(long first, long step) {
        NDArray all = measured(Need.ROWS);
        return all.get(new NDIndex("{}::{}", first, step));
    }

    @Override
    public void forEach(Consumer<NDArray> batch) {
        NDArray all = measured(Need.ROWS);
        long start = 0;
        for (int length : inputs.sequenceLengths()) {
            try (NDArray rows = all.get(new NDIndex("{}:{}", start, start + length));
                    NDArray sequence = rows.expandDims(0)) {
                batch.accept(sequence);
            }
            start += length;
        }
    }

    private NDArray measured(Need need) {
        NDArray array = measured.get(need);
        if (array == null) {
            throw new IllegalStateException("the stage did not declare " + need + "; it declared " + measured.keySet());
        }
        return array;
    }

    /** Given numbers come from nowhere: nothing absorbs a factor. */
    private enum Nowhere implements Producer {
        INSTANCE;

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
    }
}
