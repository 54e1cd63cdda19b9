package org.comptrust.host.engine;

import ai.djl.ndarray.NDArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.model.ModelShape;
import org.comptrust.core.plan.SingleMethod;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.PluginException;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.SafetensorsFile;
import org.comptrust.models.checkpoint.SafetensorsWriter;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.compress.CompressionException;
import org.comptrust.models.compress.LayerFacts;
import org.comptrust.models.compress.SingleLayer;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.store.TensorIo;

/** One linear layer of safetensors files, open for trials. The engine's errors become core's. Owns engine and layer. */
public final class LayerLab implements AutoCloseable {
    private final TorchEngine engine;
    private final SingleLayer layer;

    private LayerLab(TorchEngine engine, SingleLayer layer) {
        this.engine = engine;
        this.layer = layer;
    }

    /**
     * Opens a layer.
     *
     * @param weight {@code FILE} or {@code FILE#tensor}
     * @param inputs likewise
     * @param sequences the tensor of their lengths: {@code FILE#tensor}, or a tensor of the inputs' file; empty: all tokens are one
     *     sequence
     * @throws ModelException if a file or a tensor cannot be used
     */
    public static LayerLab open(String weight, String inputs, Optional<String> sequences) {
        TorchEngine engine = EngineModels.startEngine();
        try {
            return EngineModels.translated(() -> {
                TensorEntry matrix = tensor(weight, "weight");
                TensorEntry tokens = tensor(inputs, "inputs");
                List<Integer> lengths = sequences
                        .map(name ->
                                lengths(name.contains("#") ? tensor(name, "seq_lens") : named(tokens.file(), name)))
                        .orElseGet(() -> List.of(tokens.shape().get(0).intValue()));
                return new LayerLab(engine, SingleLayer.open(engine, matrix, tokens, lengths));
            });
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /** A model of one block with this linear and nothing else. */
    public ModelShape shape() {
        return layer.model();
    }

    /**
     * What became of the layer.
     *
     * @param outputError relative, Frobenius: {@code ||X (W' - W)^T|| / ||X W^T||}
     * @param weightError relative, Frobenius
     * @param bitsPerWeight with scales, zero-points and order
     * @param sparsity fraction of weights that are exactly zero
     * @param measuringSeconds for the inputs
     * @param compressingSeconds for the method
     * @param figures of the method
     * @param deviations of the method: what changed a number
     */
    public record Outcome(
            double outputError,
            double weightError,
            double bitsPerWeight,
            double sparsity,
            double measuringSeconds,
            double compressingSeconds,
            Map<String, Double> figures,
            List<String> deviations) {}

    /**
     * Compresses the layer, which stays as it is.
     *
     * @param out where the result is written, if anywhere
     * @throws PluginException if the method fails
     * @throws ModelException if the layer's numbers are unusable, or the file cannot be written
     */
    public Outcome compress(SingleMethod method, long seed, Optional<Path> out) {
        try {
            return EngineModels.translated(() -> {
                try (SingleLayer.Result result = layer.compress(method.plan(), seed)) {
                    out.ifPresent(file -> write(method, result, file));
                    return outcome(result);
                }
            });
        } catch (CompressionException e) {
            throw e.fault() == CompressionException.Fault.METHOD
                    ? new PluginException(method.origin(), "compress", e)
                    : new ModelException(e.getMessage(), e);
        }
    }

    private static Outcome outcome(SingleLayer.Result result) {
        LayerFacts facts = result.facts();
        return new Outcome(
                result.outputError(),
                result.weightError(),
                facts.bits() / facts.parameters(),
                (double) facts.zeros() / facts.parameters(),
                result.measuringSeconds(),
                result.compressingSeconds(),
                facts.report().figures(),
                facts.report().deviations());
    }

    /**
     * The dense weight as it was stored; of a quantized one, in float32, also codes, scales, zero-points and the group of each column.
     */
    private void write(SingleMethod method, SingleLayer.Result result, Path file) {
        TensorIo io = new TensorIo(engine);
        StoredType type = result.weight() instanceof GroupQuantizedWeight ? StoredType.F32 : layer.storedAs();
        SafetensorsWriter writer = new SafetensorsWriter()
                .metadata("method", method.id())
                .metadata("options", method.options())
                .metadata(
                        "bits_per_weight",
                        String.format(Locale.ROOT, "%.6g", outcome(result).bitsPerWeight()))
                .add("weight", type, dims(result.values()), io.bytes(result.values(), type));
        if (result.weight() instanceof GroupQuantizedWeight quantized) {
            long[] groups = quantized.groupOf().toLongArray();
            ByteBuffer order = ByteBuffer.allocate(8 * groups.length).order(ByteOrder.LITTLE_ENDIAN);
            LongStream.of(groups).forEach(order::putLong);
            writer.metadata("bits", Integer.toString(quantized.bits()))
                    .metadata("symmetric", Boolean.toString(quantized.symmetric()))
                    .add(
                            "codes",
                            StoredType.U8,
                            dims(quantized.codes()),
                            ByteBuffer.wrap(quantized.codes().toByteArray()))
                    .add(
                            "scales",
                            StoredType.F16,
                            dims(quantized.scales()),
                            io.bytes(quantized.scales(), StoredType.F16))
                    .add(
                            "zero_points",
                            StoredType.F32,
                            dims(quantized.zeroPoints()),
                            io.bytes(quantized.zeroPoints(), StoredType.F32))
                    .add("group_of", StoredType.I64, List.of((long) groups.length), order.flip());
        }
        try {
            writer.write(file);
        } catch (IOException e) {
            throw new ModelException(
                    file + " cannot be written: " + e + ". Name a file in a folder that exists and has room.", e);
        }
    }

    private static List<Long> dims(NDArray array) {
        return LongStream.of(array.getShape().getShape()).boxed().toList();
    }

    /** @param usual the name of the tensor, if the file has several and none is named */
    private static TensorEntry tensor(String place, String usual) {
        int mark = place.lastIndexOf('#');
        if (mark >= 0) {
            return named(Path.of(place.substring(0, mark)), place.substring(mark + 1));
        }
        Path file = Path.of(place);
        Map<String, TensorEntry> tensors = SafetensorsFile.open(file).tensors();
        return tensors.size() == 1 ? tensors.values().iterator().next() : named(file, usual);
    }

    private static TensorEntry named(Path file, String name) {
        Map<String, TensorEntry> tensors = SafetensorsFile.open(file).tensors();
        return Optional.ofNullable(tensors.get(name))
                .orElseThrow(() -> new CheckpointException(
                        file,
                        "there is no tensor \"" + name + "\". Name one as FILE#TENSOR; the file has "
                                + (tensors.size() > 20
                                        ? tensors.size() + " tensors, such as "
                                                + String.join(
                                                        ", ",
                                                        tensors.keySet().stream()
                                                                .limit(5)
                                                                .toList())
                                        : String.join(", ", tensors.keySet()))
                                + "."));
    }

    private static List<Integer> lengths(TensorEntry entry) {
        boolean wide = entry.type() == StoredType.I64;
        if (entry.shape().size() != 1 || (!wide && entry.type() != StoredType.I32)) {
            throw new CheckpointException(
                    entry.file(),
                    "tensor " + entry.name() + " is " + entry.type() + " " + entry.shape()
                            + "; lengths of sequences must be [sequences] of I32 or I64.");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            entry.copyTo(Channels.newChannel(bytes));
        } catch (IOException e) {
            throw CheckpointException.unreadable(entry.file(), e);
        }
        ByteBuffer numbers = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> lengths = new ArrayList<>();
        while (numbers.hasRemaining()) {
            long length = wide ? numbers.getLong() : numbers.getInt();
            lengths.add(
                    (int) Math.max(-1, Math.min(Integer.MAX_VALUE, length))); // what does not fit is refused as a sum
        }
        return lengths;
    }

    @Override
    public void close() {
        layer.close();
        engine.close();
    }
}
