package org.comptrust.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.NormLayer;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;

/** Makes decoder blocks over given numbers; q, k and v share their input, as do gate and up. */
public final class TestBlocks {
    private TestBlocks() {}

    /**
     * The block of a model of {@link TestShapes#single one linear}, before its only stage.
     *
     * @param host owns the arrays
     * @param needs what is measured
     */
    public static FakeBlock single(
            NDManager host, Matrix weight, LayerInputs inputs, Set<Need> needs, InputStatistics statistics) {
        LinearShape shape =
                TestShapes.single(weight.rows(), weight.columns()).linears().get(0);
        LinearLayer layer = new FakeLayer(
                shape, weight.array(host), Optional.empty(), new FakeInput(host, inputs, needs, statistics));
        return new FakeBlock(0, 0, List.of(layer), List.of(layer), List.of(), new FakeReplay(List.of(layer), needs));
    }

    /**
     * A block before one of its stages.
     *
     * @param host owns the arrays
     * @param stageIndex of the stage within the block
     * @param weights by name of the linear
     * @param inputs by name of the linear; the same object for linears that share their input
     */
    public static FakeBlock block(
            NDManager host,
            int index,
            int stageIndex,
            Stage stage,
            List<LinearShape> linears,
            Map<String, Matrix> weights,
            Map<String, LayerInputs> inputs) {
        Map<LayerInputs, FakeInput> shared = new LinkedHashMap<>();
        List<LinearLayer> layers = new ArrayList<>();
        for (LinearShape shape : linears) {
            FakeInput input = shared.computeIfAbsent(
                    inputs.get(shape.name()), key -> new FakeInput(host, key, stage.needs(), new SlowStatistics()));
            layers.add(new FakeLayer(shape, weights.get(shape.name()).array(host), bias(host, shape), input));
        }
        List<LinearLayer> targets = layers.stream()
                .filter(layer -> stage.linears().contains(layer.shape()))
                .toList();
        List<NormLayer> norms = connect(host, layers);
        return new FakeBlock(index, stageIndex, layers, targets, norms, new FakeReplay(layers, stage.needs()));
    }

    /** Random, if the linear has one. */
    private static Optional<NDArray> bias(NDManager host, LinearShape shape) {
        return shape.bias()
                ? Optional.of(
                        host.create(Matrix.normal(shape.out(), 1, shape.out()).values()))
                : Optional.empty();
    }

    /** Says what computes each input, as in a LLaMA block: norms, and for o and down the rows of v and up. Returns the norms. */
    private static List<NormLayer> connect(NDManager host, List<LinearLayer> layers) {
        List<NormLayer> norms = new ArrayList<>();
        for (LinearLayer layer : layers) {
            FakeInput input = (FakeInput) layer.input();
            switch (layer.shape().role()) {
                case Q -> norms.add(norm(host, "input_layernorm", input, layer));
                case GATE -> norms.add(norm(host, "post_attention_layernorm", input, layer));
                case O -> madeByRows(input, LinearRole.V, layers, layer.shape().in());
                case DOWN ->
                    madeByRows(input, LinearRole.UP, layers, layer.shape().in());
                default -> {} // reads what another linear of the block reads, or what comes from nowhere
            }
        }
        return norms;
    }

    private static NormLayer norm(NDManager host, String name, FakeInput input, LinearLayer reader) {
        int hidden = reader.shape().in();
        float[] weight = Matrix.normal(hidden, 1, hidden)
                .map((row, column, value) -> 1 + value / 8)
                .values();
        String at = "model.layers." + reader.shape().block() + '.';
        NormLayer norm = new FakeNorm(at + name, host.create(weight), List.of(input));
        input.madeBy(FakeProducer.of(norm));
        return norm;
    }

    private static void madeByRows(FakeInput input, LinearRole role, List<LinearLayer> layers, int channels) {
        layers.stream()
                .filter(layer -> layer.shape().role() == role)
                .findFirst()
                .ifPresent(maker -> input.madeBy(FakeProducer.of(maker, channels)));
    }

    /** Random weights for each linear of a block, by name. */
    public static Map<String, Matrix> randomWeights(ModelShape model, int block, long seed) {
        Map<String, Matrix> weights = new LinkedHashMap<>();
        for (LinearShape shape : model.blocks().get(block)) {
            weights.put(shape.name(), Matrix.normal(seed + weights.size(), shape.out(), shape.in()));
        }
        return weights;
    }

    /** Random inputs for each linear of a block, by name; shared where a LLaMA block shares them. */
    public static Map<String, LayerInputs> randomInputs(ModelShape model, int block, int tokens, long seed) {
        Map<String, LayerInputs> byReader = new LinkedHashMap<>();
        Map<String, LayerInputs> inputs = new LinkedHashMap<>();
        for (LinearShape shape : model.blocks().get(block)) {
            inputs.put(
                    shape.name(),
                    byReader.computeIfAbsent(
                            reader(shape), reader -> LayerInputs.random(seed + byReader.size(), tokens, shape.in())));
        }
        return inputs;
    }

    private static String reader(LinearShape shape) {
        return switch (shape.role()) {
            case Q, K, V -> "attention";
            case GATE, UP -> "mlp";
            default -> shape.name();
        };
    }
}
