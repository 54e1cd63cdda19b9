package org.comptrust.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Need;

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

    private NDArray measured(Need need) {
        NDArray array = measured.get(need);
        if (array == null) {
            throw new IllegalStateException("the stage did not declare " + need + "; it declared " + measured.keySet());
        }
        return array;
    }
}
