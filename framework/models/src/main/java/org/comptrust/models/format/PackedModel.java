package org.comptrust.models.format;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.QuantizationReader;
import org.comptrust.models.checkpoint.SafetensorsWriter;
import org.comptrust.models.checkpoint.StoredLinear;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.StrictJson;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.checkpoint.WeightFormat;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.store.TensorIo;

/**
 * A checkpoint some of whose tensors are replaced, as a folder with its linears packed in our own layout. What is not replaced is
 * copied from file to file; linears that the base packs in another way are repacked, without loss.
 */
public final class PackedModel {
    /** What makes a folder a model besides weights and configuration. */
    private static final List<String> COPIED = List.of(
            "generation_config.json",
            "tokenizer.json",
            "tokenizer.model",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "chat_template.jinja");

    private static final long LARGEST_CONFIG = 10_000_000;

    private final TorchEngine engine;
    private final TensorIo io;
    private final LinearFormats formats;
    private final Checkpoint base;
    private final PtNDManager scope;
    private final Map<String, PackedLinear> linears = new HashMap<>();
    private final Map<String, NDArray> others = new HashMap<>();

    /** @param scope takes what is repacked; stays open until the folder is written */
    public PackedModel(TorchEngine engine, Checkpoint base, PtNDManager scope) {
        this.engine = engine;
        this.io = new TensorIo(engine);
        this.formats = new LinearFormats(engine);
        this.base = base;
        this.scope = scope;
    }

    /** Puts a packed weight in the place of a linear's; it stays the caller's. */
    public void replace(PackedLinear weight) {
        linears.put(weight.shape().name(), weight);
    }

    /** Puts numbers, float32, in the place of a tensor; they stay the caller's. The weight of a linear is packed. */
    public void replace(String name, NDArray numbers) {
        StoredLinear linear = base.linears().get(name.replaceFirst("\\.weight$", ""));
        if (linear != null && name.endsWith(".weight")) {
            replace(formats.pack(linear.shape(), numbers, base.typeOf(name), scope));
        } else {
            others.put(name, numbers);
        }
    }

    /**
     * Writes weights, configuration and tokenizer into an empty folder.
     *
     * @throws IOException if the disk fails
     */
    public void write(Path folder) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
        for (TensorEntry entry : base.others()) {
            NDArray numbers = others.get(entry.name());
            if (numbers == null) {
                writer.add(entry);
            } else {
                add(writer, entry, numbers);
            }
        }
        SortedMap<String, int[]> table = new TreeMap<>();
        for (StoredLinear stored : base.linears().values()) {
            PackedLinear packed = linears.get(stored.shape().name());
            if (packed == null && stored.format() == WeightFormat.DENSE) {
                writer.add(stored.part("weight"));
                continue;
            }
            PackedLinear ours = packed != null ? packed : repacked(stored);
            ours.addTo(writer, io);
            if (ours.format() != WeightFormat.DENSE) {
                table.put(ours.shape().name(), new int[] {ours.bits(), ours.groupSize()});
            }
        }
        writer.write(folder.resolve("model.safetensors"));
        writeConfig(folder, table);
        copyRest(base, folder);
    }

    private void add(SafetensorsWriter writer, TensorEntry entry, NDArray numbers) {
        writer.add(entry.name(), entry.type(), entry.shape(), out -> {
            try (PtNDManager scratch = engine.newScope()) {
                io.write(io.asBytes(numbers, entry.type(), scratch), out);
            }
        });
    }

    private PackedLinear repacked(StoredLinear stored) {
        PackedLinear theirs = formats.read(stored, scope);
        if (stored.format() == WeightFormat.CODES || stored.format() == WeightFormat.MASKED) {
            return theirs;
        }
        try (theirs;
                PtNDManager scratch = engine.newScope()) {
            if (!stored.format().isQuantized()) {
                StoredType type = stored.part("compressed").type();
                return formats.pack(stored.shape(), formats.dense(theirs, scratch), type, scope);
            }
            GroupQuantizedWeight weight = formats.decode(theirs, scratch);
            return formats.pack(stored.shape(), weight, scope);
        }
    }

    private void writeConfig(Path folder, SortedMap<String, int[]> table) throws IOException {
        ObjectNode config = StrictJson.readObject(base.folder().resolve("config.json"), LARGEST_CONFIG);
        config.remove("quantization_config");
        if (!table.isEmpty()) {
            QuantizationReader.write(config, table);
        }
        Files.writeString(folder.resolve("config.json"), config.toPrettyString() + "\n");
    }

    /** Copies tokenizer and generation settings. */
    static void copyRest(Checkpoint base, Path folder) throws IOException {
        for (String name : COPIED) {
            Path from = base.folder().resolve(name);
            if (Files.exists(from)) {
                Files.copy(from, folder.resolve(name));
            }
        }
    }
}
