package org.comptrust.quickstart.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.models.checkpoint.SafetensorsFile;
import org.comptrust.models.checkpoint.SafetensorsWriter;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.Geometry;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;
import org.comptrust.models.store.TensorIo;

/**
 * A decoder in training: parameters and AdamW's two moments, float32. Its forward pass is the one that inference runs. Owns its
 * arrays; used by one thread.
 */
final class Network implements AutoCloseable {
    /** What a step reports. */
    record Report(double loss, double gradientNorm) {}

    private static final KernelText TEXT = text();
    private static final String MOMENT1 = "moment1.";
    private static final String MOMENT2 = "moment2.";
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.95;
    private static final double ADAM_EPSILON = 1e-8;
    private static final double DECAY = 0.05;
    private static final double LONGEST_GRADIENT = 1;
    private static final double SPREAD = 0.04;

    private final Dimensions dimensions;
    private final TorchModule module;
    private final TensorIo io;
    private final PtNDManager scope;
    private final Map<String, PtNDArray> parameters = new LinkedHashMap<>();
    private final Map<String, PtNDArray> first = new LinkedHashMap<>();
    private final Map<String, PtNDArray> second = new LinkedHashMap<>();
    private final List<PtNDArray> fixed;

    private Network(TorchEngine engine, Dimensions dimensions) {
        this.dimensions = dimensions;
        this.module = engine.module(TEXT);
        this.io = new TensorIo(engine);
        this.scope = engine.newScope();
        this.fixed = fixed();
    }

    /** Random weights; what writes into the residual stream begins smaller, the more blocks there are. */
    static Network random(TorchEngine engine, Dimensions dimensions, long seed) {
        Network network = new Network(engine, dimensions);
        SplittableRandom random = new SplittableRandom(seed);
        dimensions.parameters().forEach((name, shape) -> {
            boolean writes = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
            double spread = writes ? SPREAD / Math.sqrt(2.0 * dimensions.blocks()) : SPREAD;
            float[] values = new float[Math.toIntExact(Dimensions.size(shape))];
            for (int i = 0; i < values.length; i++) {
                values[i] = shape.length == 1 ? 1 : (float) (spread * random.nextGaussian());
            }
            network.put(name, network.array(values, shape), network.zeros(shape), network.zeros(shape));
        });
        return network;
    }

    /** What {@link #save} wrote. */
    static Network load(TorchEngine engine, Dimensions dimensions, Path file) throws IOException {
        Network network = new Network(engine, dimensions);
        Map<String, TensorEntry> entries = SafetensorsFile.open(file).tensors();
        for (Map.Entry<String, long[]> parameter : dimensions.parameters().entrySet()) {
            String name = parameter.getKey();
            List<PtNDArray> arrays = new ArrayList<>();
            for (String key : List.of(name, MOMENT1 + name, MOMENT2 + name)) {
                TensorEntry entry = entries.get(key);
                if (entry == null
                        || entry.elements() != Dimensions.size(parameter.getValue())
                        || entry.type() != StoredType.F32) {
                    throw new IOException(file + " has no float32 tensor " + key
                            + " of this model's size. It belongs to another" + " training; delete it to begin anew.");
                }
                arrays.add(network.array(floats(entry), parameter.getValue()));
            }
            network.put(name, arrays.get(0), arrays.get(1), arrays.get(2));
        }
        return network;
    }

    /** Writes parameters and moments, so that training can go on with the very same numbers. */
    void save(Path file, Map<String, String> metadata) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        metadata.forEach(writer::metadata);
        add(writer, "", parameters, StoredType.F32);
        add(writer, MOMENT1, first, StoredType.F32);
        add(writer, MOMENT2, second, StoredType.F32);
        writer.write(file);
    }

    /** Writes the parameters alone, rounded to float16, as a checkpoint's weights. */
    void export(Path file) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
        add(writer, "", parameters, StoredType.F16);
        writer.write(file);
    }

    /** Changes the parameters by one step. */
    Report step(Batch batch, int number, double rate) {
        try (PtNDManager step = (PtNDManager) scope.newSubManager()) {
            List<Object> arguments = new ArrayList<>();
            arguments.add(List.copyOf(parameters.values()));
            arguments.add(List.copyOf(first.values()));
            arguments.add(List.copyOf(second.values()));
            arguments.addAll(inputs(batch, step));
            arguments.addAll(fixed);
            arguments.add(step.create((float) number));
            arguments.add(step.create(
                    new double[] {rate, BETA1, BETA2, ADAM_EPSILON, DECAY, LONGEST_GRADIENT}, new Shape(6)));
            NDList result = module.differentiate("train", arguments, step);
            float[] report = result.singletonOrThrow().toFloatArray();
            return new Report(report[0], report[1]);
        }
    }

    /** The loss on a batch, changing nothing. */
    double loss(Batch batch) {
        try (PtNDManager step = (PtNDManager) scope.newSubManager()) {
            List<Object> arguments = new ArrayList<>();
            arguments.add(List.copyOf(parameters.values()));
            arguments.addAll(inputs(batch, step));
            arguments.addAll(fixed);
            try (IValue value = module.call("loss", arguments.toArray());
                    NDArray loss = value.toTensor(step)) {
                return loss.getFloat();
            }
        }
    }

    @Override
    public void close() {
        scope.close();
    }

    private List<PtNDArray> inputs(Batch batch, PtNDManager into) {
        Shape shape = new Shape(batch.rows(), batch.length());
        return List.of(
                (PtNDArray) into.create(batch.ids(), shape),
                (PtNDArray) into.create(batch.targets(), shape),
                (PtNDArray) into.create(batch.weights(), shape));
    }

    /** cos, sin, dims and eps. */
    private List<PtNDArray> fixed() {
        double[] frequencies = Geometry.rotaryFrequencies(dimensions.headDim(), Dimensions.ROPE_THETA);
        int half = frequencies.length;
        float[] cos = new float[dimensions.positions() * half];
        float[] sin = new float[cos.length];
        for (int position = 0; position < dimensions.positions(); position++) {
            for (int i = 0; i < half; i++) {
                cos[position * half + i] = (float) Math.cos(position * frequencies[i]);
                sin[position * half + i] = (float) Math.sin(position * frequencies[i]);
            }
        }
        long[] table = {dimensions.positions(), half};
        long[] dims = {dimensions.blocks(), dimensions.heads(), dimensions.kvHeads(), dimensions.headDim()};
        return List.of(array(cos, table), array(sin, table), (PtNDArray) scope.create(dims), (PtNDArray)
                scope.create(Dimensions.EPS));
    }

    private void put(String name, PtNDArray parameter, PtNDArray moment1, PtNDArray moment2) {
        parameter.setRequiresGradient(true);
        parameters.put(name, parameter);
        first.put(name, moment1);
        second.put(name, moment2);
    }

    private PtNDArray array(float[] values, long[] shape) {
        return (PtNDArray) scope.create(values, new Shape(shape));
    }

    private PtNDArray zeros(long[] shape) {
        return (PtNDArray) scope.zeros(new Shape(shape), DataType.FLOAT32);
    }

    private void add(SafetensorsWriter writer, String prefix, Map<String, PtNDArray> arrays, StoredType type) {
        arrays.forEach((name, array) -> {
            List<Long> shape = new ArrayList<>();
            for (long side : array.getShape().getShape()) {
                shape.add(side);
            }
            writer.add(prefix + name, type, shape, io.bytes(array, type));
        });
    }

    private static float[] floats(TensorEntry entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.toIntExact(entry.bytes()));
        entry.copyTo(Channels.newChannel(bytes));
        float[] values = new float[Math.toIntExact(entry.elements())];
        ByteBuffer.wrap(bytes.toByteArray())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    private static KernelText text() {
        KernelText decoder = KernelText.resource(Decoder.class, "decoder.py");
        KernelText training = KernelText.resource(Network.class, "train.py");
        return new KernelText(training.name(), decoder.methods() + "\n" + training.methods());
    }
}
