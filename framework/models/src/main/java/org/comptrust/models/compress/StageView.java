package org.comptrust.models.compress;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.NormLayer;
import org.comptrust.api.compression.Producer;
import org.comptrust.api.compression.Replay;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.models.decoder.WeightNames;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchModule;
import org.jspecify.annotations.Nullable;

/** One stage of one block as a plugin sees it. Its arrays are copies in the scratch scope of the call: nothing shared can be harmed. */
final class StageView implements DecoderBlock {
    private final int block;
    private final int stage;
    private final Set<Need> needs;
    private final int groupedQueries;
    private final int valueRows;
    private final WeightSet weights;
    private final BlockData data;
    private final TorchModule module;
    private final PtNDManager scratch;
    private final Map<LinearShape, Layer> layers = new LinkedHashMap<>();
    private final List<LinearLayer> targets = new ArrayList<>();
    private final List<NormLayer> norms;

    /** @param statistics by the place that the linears read; empty if nothing was measured */
    StageView(
            ModelShape model,
            int block,
            int index,
            Stage stage,
            BlockData data,
            Map<Place, InputStatistics> statistics,
            WeightSet weights,
            PtNDManager scratch) {
        this.block = block;
        this.stage = index;
        this.needs = stage.needs();
        this.groupedQueries = model.heads() / model.kvHeads();
        this.valueRows = model.kvHeads() * model.headDim();
        this.weights = weights;
        this.data = data;
        this.module = data.engine().module(ActivationChecks.TEXT);
        this.scratch = scratch;
        Map<Place, Input> inputs = new EnumMap<>(Place.class);
        for (LinearShape shape : data.linears()) {
            Input input = inputs.computeIfAbsent(
                    Place.readBy(shape.role()), place -> new Input(place, shape.in(), statistics.get(place)));
            Layer layer = new Layer(shape, input);
            input.consumers.add(layer);
            layers.put(shape, layer);
        }
        stage.linears().forEach(shape -> targets.add(layers.get(shape)));
        this.norms = List.of(
                new Norm(WeightNames.attentionNorm(block), inputs.get(Place.INPUT)),
                new Norm(WeightNames.mlpNorm(block), inputs.get(Place.MIDDLE)));
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
        return layers.values().stream()
                .filter(targets::contains)
                .map(LinearLayer::input)
                .distinct()
                .toList();
    }

    @Override
    public List<NormLayer> norms() {
        return norms;
    }

    @Override
    public Replay replay() {
        require(Need.REPLAY);
        return new BlockReplay(data.engine(), data.parts(), data);
    }

    private void require(Need need) {
        if (!needs.contains(need)) {
            throw new IllegalStateException(need + " was not declared as a need of this stage");
        }
    }

    private PtNDArray copy(String name, NDArray shared) {
        data.checks().requireWeight(shared, name);
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
                String name = shape.name() + ".weight";
                weight = copy(name, weights.get(name));
            }
            return weight;
        }

        @Override
        public Optional<NDArray> bias() {
            String name = shape.name() + ".bias";
            return weights.find(name).map(bias -> copy(name, bias));
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

    private final class Norm implements NormLayer {
        private final String name;
        private final @Nullable Input feeds;

        Norm(String name, @Nullable Input feeds) {
            this.name = name;
            this.feeds = feeds;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public NDArray weight() {
            return copy(name + ".weight", weights.get(name + ".weight"));
        }

        @Override
        public List<LinearInput> feeds() {
            return feeds == null ? List.of() : List.of(feeds);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private record Source(Optional<NormLayer> norm, Optional<LinearLayer> linear, int firstRow, int channelsPerRow)
            implements Producer {}

    private final class Input implements LinearInput {
        private final Place place;
        private final int width;
        private final @Nullable InputStatistics statistics;
        private final List<LinearLayer> consumers = new ArrayList<>();

        Input(Place place, int width, @Nullable InputStatistics statistics) {
            this.place = place;
            this.width = width;
            this.statistics = statistics;
        }

        private InputStatistics measured(Need need) {
            require(need);
            if (statistics == null) {
                throw new IllegalStateException("what enters " + consumers + " was not measured: no target reads it");
            }
            return statistics;
        }

        @Override
        public List<LinearLayer> consumers() {
            return List.copyOf(consumers);
        }

        @Override
        public long tokens() {
            return data.activations().tokens();
        }

        @Override
        public long sequences() {
            return data.activations().sequences();
        }

        /** A factor must reach all who read the input, so all must be targets, as must the linear that gives it. */
        @Override
        public Producer producer() {
            boolean free = new HashSet<>(targets).containsAll(consumers);
            return switch (place) {
                case INPUT -> norm(free, norms.get(0));
                case MIDDLE -> norm(free, norms.get(1));
                case ATTENDED -> last(free, Set.of(LinearRole.V, LinearRole.QKV), valueRows, groupedQueries);
                default -> last(free, Set.of(LinearRole.UP, LinearRole.GATE_UP), width, 1);
            };
        }

        private Producer norm(boolean free, NormLayer norm) {
            return new Source(free ? Optional.of(norm) : Optional.empty(), Optional.empty(), 0, 1);
        }

        /** The last rows of a linear: all of it, or where projections are fused, those of its last part. */
        private Producer last(boolean free, Set<LinearRole> roles, int rows, int channelsPerRow) {
            Optional<LinearLayer> linear = targets.stream()
                    .filter(layer -> free && roles.contains(layer.shape().role()))
                    .findFirst();
            int first = linear.map(layer -> layer.shape().out() - rows).orElse(0);
            return new Source(Optional.empty(), linear, first, channelsPerRow);
        }

        @Override
        public NDArray rows(long first, long step) {
            require(Need.ROWS);
            return new TokenRows(data, place, width).rows(first, step, scratch);
        }

        @Override
        public void forEach(Consumer<NDArray> batch) {
            require(Need.ROWS);
            new TokenRows(data, place, width).forEach(batch);
        }

        @Override
        public NDArray meanSquare() {
            return checked("mean square", measured(Need.MEAN_SQUARE).meanSquare(scratch));
        }

        @Override
        public NDArray absMean() {
            return checked("mean magnitude", measured(Need.ABS_MEAN).absMean(scratch));
        }

        @Override
        public NDArray gram() {
            return checked("Gram matrix", measured(gramNeed()).gram(scratch));
        }

        private Need gramNeed() {
            return needs.contains(Need.GRAM_BFLOAT16) ? Need.GRAM_BFLOAT16 : Need.GRAM;
        }

        private PtNDArray checked(String what, PtNDArray statistic) {
            data.checks().requireStatistic(statistic, what, consumers);
            return statistic;
        }
    }
}
