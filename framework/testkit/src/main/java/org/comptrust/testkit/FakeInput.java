package org.comptrust.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.Producer;

/** Statistics of given inputs; only those that the stage declared. */
final class FakeInput implements LinearInput {
    private final LayerInputs inputs;
    private final Map<Need, NDArray> measured = new EnumMap<>(Need.class);
    private final List<LinearLayer> consumers = new ArrayList<>();
    private Producer producer = FakeProducer.NOWHERE;

    FakeInput(NDManager host, LayerInputs inputs, Set<Need> needs, InputStatistics statistics) {
        this.inputs = inputs;
        long columns = inputs.tokens().columns();
        for (Need need : needs) {
            switch (need) {
                case MEAN_SQUARE -> measured.put(need, host.create(statistics.meanSquare(inputs), new Shape(columns)));
                case ABS_MEAN -> measured.put(need, host.create(statistics.absMean(inputs), new Shape(columns)));
                case GRAM -> measured.put(need, statistics.gram(inputs).array(host));
                case GRAM_BFLOAT16 ->
                    measured.put(need, statistics.gram(rounded(inputs)).array(host));
                case ROWS -> // beside the host's manager: what is taken out of it is no array that a plugin left there
                    measured.put(
                            need, inputs.tokens().array(host.getParentManager().newSubManager()));
                case REPLAY -> {} // the block's
            }
        }
    }

    /** To the nearest bfloat16, halves to even. */
    private static LayerInputs rounded(LayerInputs inputs) {
        Matrix tokens = inputs.tokens().map((row, column, value) -> {
            int bits = Float.floatToIntBits(value);
            return Float.intBitsToFloat((bits + 0x7FFF + (bits >>> 16 & 1)) & 0xFFFF0000);
        });
        return new LayerInputs(tokens, inputs.sequenceLengths());
    }

    void readBy(LinearLayer layer) {
        consumers.add(layer);
    }

    void madeBy(Producer maker) {
        producer = maker;
    }

    /** {@code [tokens, in]}, for the parts of the host. */
    Matrix tokensThemselves() {
        return inputs.tokens();
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
        return measured(measured.containsKey(Need.GRAM_BFLOAT16) ? Need.GRAM_BFLOAT16 : Need.GRAM);
    }

    @Override
    public Producer producer() {
        return producer;
    }

    @Override
    public NDArray rows(long first, long step) {
        return measured(Need.ROWS).get(new NDIndex("{}::{}", first, step));
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
}
