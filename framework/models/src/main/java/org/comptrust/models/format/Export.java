package org.comptrust.models.format;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.StoredLinear;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.StrictJson;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.store.TensorIo;

/**
 * Writes a model in a format that others load. Codes, scales and zero-points are what the source holds, to the bit. In packed
 * formats all else becomes float16, as their tools have it; the dense format rounds quantized weights to the dtype of the model.
 */
public final class Export {
    /** What makes the compressed model traceable; copied along. */
    private static final String PROVENANCE = "provenance.json";

    private static final long LARGEST = 100_000_000;

    private final TorchEngine engine;
    private final Packing packing;
    private final LinearFormats formats;

    public Export(TorchEngine engine) {
        this.engine = engine;
        this.packing = new Packing(engine);
        this.formats = new LinearFormats(engine);
    }

    /** Sees how far the writing is. */
    public interface Watcher {
        void linears(int done, int total);
    }

    /**
     * What was written.
     *
     * @param bytes of all tensors
     * @param linearBytes of the blocks' linears, scales, zero-points and order included
     * @param bitsPerWeight of the blocks' linears
     * @param rounded how many numbers of other tensors and of plain linears are not exactly those of the source
     */
    public record Written(long bytes, long linearBytes, double bitsPerWeight, long rounded) {}

    /**
     * Writes a folder: weights, configuration, tokenizer. It is written beside and moved, so that one that exists is whole.
     *
     * @param source a folder of any format
     * @param folder that does not exist, or is empty
     * @throws UnsuitableFormatException if the format cannot hold the model; names the linear and the formats that can
     * @throws CheckpointException if the folder is not empty, or files fail
     */
    public Written write(Checkpoint source, ExportFormat format, Path folder, Watcher watcher) {
        Path target = folder.toAbsolutePath();
        requireEmpty(target);
        Survey survey = Survey.of(source, engine);
        survey.require(format);
        try {
            Files.createDirectories(target.getParent());
            // Not createTempDirectory, whose folders only their owner may read.
            Path beside = target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID());
            Files.createDirectory(beside);
            try {
                Written written = write(source, format, survey, beside, watcher);
                Files.deleteIfExists(target); // it is empty
                Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
                return written;
            } catch (IOException | RuntimeException e) {
                delete(beside);
                throw e;
            }
        } catch (IOException e) {
            throw new CheckpointException(
                    target, "cannot be written: " + e + ". Free disk space, or name another folder.", e);
        }
    }

    /** @throws CheckpointException if there is something in the folder, or a file in its place */
    public static void requireEmpty(Path folder) {
        try {
            if (!Files.exists(folder)) {
                return;
            }
            try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.of(folder)) {
                if (files.findAny().isPresent()) {
                    throw new CheckpointException(folder, "is not an empty folder; name another, or empty it.");
                }
            }
        } catch (IOException e) {
            throw CheckpointException.unreadable(folder, e);
        }
    }

    private Written write(Checkpoint source, ExportFormat format, Survey survey, Path folder, Watcher watcher)
            throws IOException {
        Map<String, String> origin = origin(source);
        ShardWriter shards = new ShardWriter(folder, packing.io(), metadata(format, survey, origin));
        boolean packed = format != ExportFormat.DENSE;
        long rounded = 0;
        long linearBytes = 0;
        long parameters = 0;
        int done = 0;
        try (PtNDManager scope = engine.newScope()) {
            for (TensorEntry other : source.others()) {
                if (!packed || other.type() == StoredType.F16) {
                    shards.add(other);
                    continue;
                }
                rounded += addNumbers(shards, other.name(), packing.io().read(other, scope), StoredType.F16, scope);
            }
            for (StoredLinear linear : source.linears().values()) {
                watcher.linears(done++, source.linears().size());
                long before = shards.bytes();
                if (packed && linear.format().isQuantized()) {
                    try (PtNDManager scratch = engine.newScope()) {
                        shards.add(formats.encode(
                                format.weights(),
                                linear.shape(),
                                formats.decode(formats.read(linear, scratch), scratch),
                                scope));
                    }
                } else {
                    String name = linear.shape().name() + ".weight";
                    StoredType type = packed ? StoredType.F16 : source.typeOf(name);
                    rounded += addNumbers(shards, name, formats.dense(linear, scope), type, scope);
                }
                linearBytes += shards.bytes() - before;
                parameters += linear.shape().parameters();
            }
            shards.finish();
        }
        watcher.linears(done, done);
        writeConfigs(source, format, survey, origin, folder);
        PackedModel.copyRest(source, folder);
        Path provenance = source.folder().resolve(PROVENANCE);
        if (Files.exists(provenance)) {
            Files.copy(provenance, folder.resolve(PROVENANCE));
        }
        return new Written(shards.bytes(), linearBytes, 8.0 * linearBytes / parameters, rounded);
    }

    /** @return how many of them the type changes */
    private long addNumbers(ShardWriter shards, String name, PtNDArray numbers, StoredType type, PtNDManager scope)
            throws IOException {
        try (numbers) {
            shards.add(name, packing.stored(numbers, type, shape(numbers), scope));
            return packing.count("changed_by", numbers, TensorIo.code(type));
        }
    }

    private static List<Long> shape(PtNDArray numbers) {
        return Arrays.stream(numbers.getShape().getShape()).boxed().toList();
    }

    private static void writeConfigs(
            Checkpoint source, ExportFormat format, Survey survey, Map<String, String> origin, Path folder)
            throws IOException {
        ObjectNode config = StrictJson.readObject(source.folder().resolve("config.json"), LARGEST);
        config.remove("quantization_config");
        if (format != ExportFormat.DENSE) {
            config.remove("dtype");
            config.put("torch_dtype", "float16"); // scales are, so all else is
            ObjectNode quantization = new QuantizationConfig(format, survey, origin).json();
            config.set("quantization_config", quantization);
            if (format.isGptq()) {
                // Older readers know only this file.
                Files.writeString(folder.resolve("quantize_config.json"), quantization.toPrettyString() + "\n");
            }
        }
        Files.writeString(folder.resolve("config.json"), config.toPrettyString() + "\n");
    }

    private static Map<String, String> metadata(ExportFormat format, Survey survey, Map<String, String> origin) {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("format", "pt");
        origin.forEach((name, value) -> metadata.put("comptrust." + name.replace(' ', '_'), value));
        if (format.isGptq()) {
            new QuantizationConfig(format, survey, origin).json().properties().forEach(member -> {
                String name =
                        switch (member.getKey()) {
                            case "bits", "group_size", "desc_act", "damp_percent", "quant_method" ->
                                "gptq_" + member.getKey();
                            case "checkpoint_format" -> "gptq_checkpoint_format";
                            default -> "";
                        };
                if (!name.isEmpty()) {
                    metadata.put(name, member.getValue().asText());
                }
            });
        }
        return metadata;
    }

    /** What an artifact of ours says of its origin: methods, options, seeds, calibration. */
    private static Map<String, String> origin(Checkpoint source) {
        Map<String, String> origin = new TreeMap<>();
        Path file = source.folder().resolve(PROVENANCE);
        ObjectNode json =
                Files.exists(file) ? StrictJson.readObject(file, LARGEST) : JsonNodeFactory.instance.objectNode();
        json.path("origin")
                .properties()
                .forEach(entry -> origin.put(entry.getKey(), entry.getValue().asText()));
        return origin;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
