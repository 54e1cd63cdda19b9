package org.comptrust.models.compress;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.compression.Weight;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.compress.CompressionException.Fault;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;
import org.comptrust.models.format.LinearFormats;
import org.comptrust.models.format.PackedLinear;
import org.comptrust.models.store.TensorIo;

/**
 * One linear layer with what enters it, to be compressed again and again: the place where an author tries an idea. Inputs are measured,
 * and weights checked, packed and rounded, as the {@link CompressionWalk} does it, so its numbers are those of a model.
 *
 * <p>There is no block around the layer. {@link org.comptrust.api.compression.Replay} takes the layer's own output for that of every
 * segment, nothing produces its input, and there are no norms. Owns its arrays until closed.
 */
public final class SingleLayer implements AutoCloseable {
    static final KernelText TEXT = KernelText.resource(SingleLayer.class, "single.py");

    private final TorchEngine engine;
    private final TorchModule module;
    private final TensorIo io;
    private final ActivationChecks checks;
    private final PtNDManager scope;
    private final LinearShape shape;
    private final StoredType storedAs;
    private final PtNDArray weight;
    private final PtNDArray inputs;
    private final List<Integer> lengths;

    private SingleLayer(
            TorchEngine engine, PtNDManager scope, TensorEntry weight, TensorEntry inputs, List<Integer> lengths) {
        this.engine = engine;
        this.module = engine.module(TEXT);
        this.io = new TensorIo(engine);
        this.checks = new ActivationChecks(engine);
        this.scope = scope;
        this.shape = new LinearShape(
                weight.name(),
                0,
                LinearRole.OTHER,
                Math.toIntExact(weight.shape().get(0)),
                Math.toIntExact(weight.shape().get(1)),
                false);
        this.storedAs = weight.type();
        this.weight = io.read(weight, scope);
        this.inputs = io.read(inputs, scope);
        this.lengths = List.copyOf(lengths);
    }

    /**
     * Reads a layer.
     *
     * @param weight {@code [out, in]} of float32, float16 or bfloat16
     * @param inputs {@code [tokens, in]}: sequences without padding, end to end
     * @param lengths tokens of each sequence, in order
     * @throws CheckpointException if the tensors do not fit together, or hold NaN or infinite numbers
     */
    public static SingleLayer open(TorchEngine engine, TensorEntry weight, TensorEntry inputs, List<Integer> lengths) {
        requireMatrix(weight, "a weight must be [out, in]");
        requireMatrix(inputs, "inputs must be [tokens, in]");
        if (!weight.shape().get(1).equals(inputs.shape().get(1))) {
            throw new CheckpointException(
                    inputs.file(),
                    "inputs " + inputs.name() + " " + inputs.shape() + " do not fit the weight " + weight.name() + " "
                            + weight.shape() + ": each token needs "
                            + weight.shape().get(1) + " channels. Name the tensors that belong together.");
        }
        long tokens = lengths.stream().mapToLong(Integer::longValue).sum();
        if (tokens != inputs.shape().get(0) || lengths.stream().anyMatch(length -> length < 1)) {
            throw new CheckpointException(
                    inputs.file(),
                    "the sequences' lengths " + (lengths.size() > 8 ? lengths.subList(0, 8) + "..." : lengths)
                            + " add up to " + tokens + " tokens, inputs " + inputs.name() + " has "
                            + inputs.shape().get(0) + "; lengths must be at least 1 and add up to that.");
        }
        PtNDManager scope = engine.newScope();
        try {
            return new SingleLayer(engine, scope, weight, inputs, lengths);
        } catch (RuntimeException e) {
            scope.close();
            throw e;
        }
    }

    private static void requireMatrix(TensorEntry tensor, String what) {
        if (tensor.shape().size() != 2 || tensor.bytes() == 0 || !tensor.type().isWeight()) {
            throw new CheckpointException(
                    tensor.file(),
                    "tensor " + tensor.name() + " is " + tensor.type() + " " + tensor.shape() + "; " + what
                            + " of F32, F16 or BF16.");
        }
    }

    /** A model of one block with this linear and nothing else; it has no vocabulary, and positions as long as its longest sequence. */
    public ModelShape model() {
        int longest = lengths.stream().mapToInt(Integer::intValue).max().orElseThrow();
        return new ModelShape("single-layer", 0, shape.in(), 1, 1, shape.in(), longest, true, List.of(List.of(shape)));
    }

    /** Number of calibration tokens. */
    public long tokens() {
        return lengths.stream().mapToLong(Integer::longValue).sum();
    }

    /** Number of calibration sequences. */
    public int sequences() {
        return lengths.size();
    }

    /** How the weight is stored. */
    public StoredType storedAs() {
        return storedAs;
    }

    /**
     * Compresses the layer; it stays as it is.
     *
     * @param seed of what the method draws
     * @return to be closed before this layer
     * @throws CompressionException if the method breaks its promises, refuses the layer or changes what it has not
     */
    public Result compress(CompressionPlan plan, long seed) {
        PtNDManager scratch = engine.newScope();
        try {
            return compress(plan, seed, scratch);
        } catch (RuntimeException e) {
            scratch.close();
            throw e;
        }
    }

    private Result compress(CompressionPlan plan, long seed, PtNDManager scratch) {
        AppliedWeight applied = new AppliedWeight(engine, linear -> storedAs);
        PtNDArray present = weight;
        LinearFormats formats = new LinearFormats(engine);
        Weight compressed = null;
        PackedLinear packed = null;
        LayerReport report = new LayerReport(shape.name(), Map.of(), List.of());
        double measuring = 0;
        double compressing = 0;
        List<Stage> stages = PluginCall.guarded("stages", () -> plan.stages(List.of(shape)));
        for (int index = 0; index < stages.size(); index++) {
            Stage stage = stages.get(index);
            if (!stage.linears().equals(List.of(shape))) {
                throw broken("the stages name linears that are not there: " + stage.linears());
            }
            long start = System.nanoTime();
            try (InputStatistics statistics = measure(stage)) {
                long measured = System.nanoTime();
                SingleLayerView view = new SingleLayerView(this, index, stage, present, statistics, scratch);
                PluginCall call = new PluginCall(engine, scratch, seed, 0, index, fraction -> {});
                StageResult result = PluginCall.guarded("compress", () -> plan.compress(view, call));
                measuring += (measured - start) / 1e9;
                compressing += (System.nanoTime() - measured) / 1e9;
                requireOnlyWeights(result);
                for (Map.Entry<LinearLayer, Weight> entry : result.weights().entrySet()) {
                    compressed = entry.getValue();
                    packed = applied.packed(shape, compressed, scratch);
                    present = formats.dense(packed, scratch);
                    report = result.reports().get(0);
                }
            }
        }
        if (compressed == null || packed == null) {
            throw broken("the method leaves " + shape.name() + " as it is");
        }
        LayerFacts facts = new LayerFacts(shape.parameters(), 8.0 * packed.bytes(), io.zeros(present), report);
        return new Result(
                facts,
                outputError(present, scratch),
                ratio(module.call("weight_squares", weight, present), scratch),
                measuring,
                compressing,
                present,
                compressed,
                scratch);
    }

    private InputStatistics measure(Stage stage) {
        InputStatistics statistics = new InputStatistics(engine, shape.in(), stage.needs());
        try {
            if (stage.needs().stream().anyMatch(need -> need != Need.ROWS && need != Need.REPLAY)) {
                forEachSequence(statistics::observe);
            }
            return statistics;
        } catch (RuntimeException e) {
            statistics.close();
            throw e;
        }
    }

    private void requireOnlyWeights(StageResult result) {
        if (!result.norms().isEmpty() || !result.biases().isEmpty()) {
            throw broken("the method changed a norm or a bias, and a single layer has none");
        }
        result.weights().keySet().stream()
                .filter(layer -> !layer.shape().equals(shape))
                .findFirst()
                .ifPresent(stranger -> {
                    throw broken("the method changed " + stranger.shape().name() + ", which is no target of the stage");
                });
    }

    private static CompressionException broken(String what) {
        return new CompressionException(Fault.METHOD, what);
    }

    /** Relative Frobenius error of the output: a fraction. */
    private double outputError(PtNDArray changed, PtNDManager scratch) {
        double[] squares = new double[2];
        forEachSequence(x -> {
            try (IValue both = module.call("output_squares", x, weight, changed);
                    NDArray pair = both.toTensor(scratch)) {
                double[] more = pair.toDoubleArray();
                squares[0] += more[0];
                squares[1] += more[1];
            }
        });
        return relative(squares);
    }

    private static double ratio(IValue squares, PtNDManager scratch) {
        try (squares;
                NDArray pair = squares.toTensor(scratch)) {
            return relative(pair.toDoubleArray());
        }
    }

    /** Of nothing, nothing is lost. */
    private static double relative(double[] squares) {
        return squares[0] == 0 ? 0 : Math.sqrt(squares[0] / squares[1]);
    }

    LinearShape shape() {
        return shape;
    }

    TorchModule module() {
        return module;
    }

    TorchEngine engine() {
        return engine;
    }

    ActivationChecks checks() {
        return checks;
    }

    /** {@code [tokens, in]}, to be read only. */
    PtNDArray inputs() {
        return inputs;
    }

    /** Visits {@code [1, seq, in]}, one sequence after the other; a look at the inputs, closed after its visit. */
    void forEachSequence(Consumer<NDArray> visitor) {
        int first = 0;
        for (int length : lengths) {
            try (PtNDManager scratch = engine.newScope();
                    IValue look = module.call("sequence", inputs, first, length)) {
                visitor.accept(look.toTensor(scratch));
            }
            first += length;
        }
    }

    @Override
    public void close() {
        scope.close();
    }

    /** A compressed layer. Owns its arrays until closed. */
    public static final class Result implements AutoCloseable {
        private final LayerFacts facts;
        private final double outputError;
        private final double weightError;
        private final double measuringSeconds;
        private final double compressingSeconds;
        private final PtNDArray values;
        private final Weight weight;
        private final PtNDManager scope;

        private Result(
                LayerFacts facts,
                double outputError,
                double weightError,
                double measuringSeconds,
                double compressingSeconds,
                PtNDArray values,
                Weight weight,
                PtNDManager scope) {
            this.facts = facts;
            this.outputError = outputError;
            this.weightError = weightError;
            this.measuringSeconds = measuringSeconds;
            this.compressingSeconds = compressingSeconds;
            this.values = values;
            this.weight = weight;
            this.scope = scope;
        }

        /** Parameters, bits of storage, zeros, and what the method says. */
        public LayerFacts facts() {
            return facts;
        }

        /** {@code ||X (W' - W)^T|| / ||X W^T||}, Frobenius, over all calibration tokens: a fraction. */
        public double outputError() {
            return outputError;
        }

        /** {@code ||W' - W|| / ||W||}, Frobenius: a fraction. */
        public double weightError() {
            return weightError;
        }

        /** What measuring the inputs took. */
        public double measuringSeconds() {
            return measuringSeconds;
        }

        /** What the method took. */
        public double compressingSeconds() {
            return compressingSeconds;
        }

        /** {@code [out, in]} float32: what a model would compute with. */
        public PtNDArray values() {
            return values;
        }

        /** As the method gave it. */
        public Weight weight() {
            return weight;
        }

        @Override
        public void close() {
            scope.close();
        }
    }
}
