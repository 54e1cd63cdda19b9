package org.comptrust.models.compress;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.NormLayer;
import org.comptrust.api.compression.Producer;
import org.comptrust.api.compression.Replay;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchModule;
import org.jspecify.annotations.Nullable;

/** One stage of one block as a plugin sees it. Its arrays are copies in the scratch scope of the call: nothing shared can be harmed. */
final class StageView implements DecoderBlock {
    private final int block;
    private final int stage;
    private final WeightSet weights;
    private final TorchModule module;
    private final PtNDManager scratch;
    private final Map<LinearShape, Layer> layers = new LinkedHashMap<>();
    private final List<LinearLayer> targets = new ArrayList<>();

    /**
     * @param linears all of the block
     * @param statistics of the inputs by their index, see {@link BlockInputs#indexOf}; empty if nothing was measured
     */
    StageView(
            int block,
            int index,
            Stage stage,
            List<LinearShape> linears,
            Map<Integer, InputStatistics> statistics,
            WeightSet weights,
            TorchModule module,
            PtNDManager scratch) {
        this.block = block;
        this.stage = index;
        this.weights = weights;
        this.module = module;
        this.scratch = scratch;
        Map<Integer, Input> inputs = new HashMap<>();
        for (LinearShape shape : linears) {
            int which = BlockInputs.indexOf(shape.role());
            Input input = inputs.computeIfAbsent(which, i -> new Input(statistics.get(i)));
            Layer layer = new Layer(shape, input);
            input.consumers.add(layer);
            layers.put(shape, layer);
        }
        stage.linears().forEach(shape -> targets.add(layers.get(shape)));
    }

    @Override
    public int index() {
        return block;
    }

    @Override
    public int stage() {
        return stage;
    }

    @Override
    public List<LinearLayer> linears() {
        return List.copyOf(layers.values());
    }

    @Override
    public List<LinearLayer> targets() {
        return List.copyOf(targets);
    }

    @Override
    public List<LinearInput> inputs() {
        return targets.stream().map(LinearLayer::input).distinct().toList();
    }

    @Override
    public List<NormLayer> norms() {
        throw new UnsupportedOperationException("norms are not offered yet");
    }

    @Override
    public Replay replay() {
        throw new UnsupportedOperationException("replay is not offered yet");
    }

    private PtNDArray copy(NDArray shared) {
        try (IValue value = module.call("copy", shared)) {
            return value.toTensor(scratch);
        }
    }

    private final class Layer implements LinearLayer {
        private final LinearShape shape;
        private final Input input;
        private @Nullable PtNDArray weight;

        Layer(LinearShape shape, Input input) {
            this.shape = shape;
            this.input = input;
        }

        @Override
        public LinearShape shape() {
            return shape;
        }

        @Override
        public NDArray weight() {
            if (weight == null) {
                weight = copy(weights.get(shape.name() + ".weight"));
            }
            return weight;
        }

        @Override
        public Optional<NDArray> bias() {
            return weights.find(shape.name() + ".bias").map(StageView.this::copy);
        }

        @Override
        public LinearInput input() {
            return input;
        }

        @Override
        public String toString() {
            return shape.name();
        }
    }

    private final class Input implements LinearInput {
        private final @Nullable InputStatistics statistics;
        private final List<LinearLayer> consumers = new ArrayList<>();

        Input(@Nullable InputStatistics statistics) {
            this.statistics = statistics;
        }

        private InputStatistics measured() {
            if (statistics == null) {
                throw new IllegalStateException(
                        "the inputs of " + consumers + " were not declared as a need of this stage");
            }
            return statistics;
        }

        @Override
        public List<LinearLayer> consumers() {
            return List.copyOf(consumers);
        }

        @Override
        public long tokens() {
            return measured().tokens();
        }

        @Override
        public long sequences() {
            return measured().sequences();
        }

        @Override
        public Producer producer() {
            throw new UnsupportedOperationException("producers are not offered yet");
        }

        @Override
        public NDArray rows(long first, long step) {
            throw new UnsupportedOperationException("rows are not offered yet");
        }

        @Override
        public void forEach(Consumer<NDArray> batch) {
            throw new UnsupportedOperationException("rows are not offered yet");
        }

        @Override
        public NDArray meanSquare() {
            return measured().meanSquare(scratch);
        }

        @Override
        public NDArray absMean() {
            return measured().absMean(scratch);
        }

        @Override
        public NDArray gram() {
            return measured().gram(scratch);
        }
    }
}
