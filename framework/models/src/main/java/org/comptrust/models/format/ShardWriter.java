package org.comptrust.models.format;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.comptrust.models.checkpoint.SafetensorsWriter;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.store.TensorIo;

/**
 * Writes tensors that come one after the other: into {@code model.safetensors}, or, when they are many, into shards with their index.
 * Holds one shard in memory, and frees it when it is written.
 */
final class ShardWriter {
    private static final long SHARD = 2L << 30;

    private final Path folder;
    private final TensorIo io;
    private final Map<String, String> metadata;
    private final List<Path> shards = new ArrayList<>();
    private final SortedMap<String, Integer> shardOf = new TreeMap<>();
    private final List<PackedTensor> held = new ArrayList<>();
    private SafetensorsWriter writer;
    private long inShard;
    private long bytes;

    ShardWriter(Path folder, TensorIo io, Map<String, String> metadata) {
        this.folder = folder;
        this.io = io;
        this.metadata = metadata;
        this.writer = fresh();
    }

    private SafetensorsWriter fresh() {
        SafetensorsWriter next = new SafetensorsWriter();
        metadata.forEach(next::metadata);
        return next;
    }

    /** Adds a tensor of another file, unread until its shard is written. */
    void add(TensorEntry entry) throws IOException {
        count(entry.name(), entry.bytes());
        writer.add(entry);
    }

    /** Adds a tensor, whose memory is freed when it is written. */
    void add(String name, PackedTensor tensor) throws IOException {
        count(name, tensor.bytes().getShape().size());
        writer.add(name, tensor.type(), tensor.shape(), out -> io.write(tensor.bytes(), out));
        held.add(tensor);
    }

    /** Adds all tensors of a linear. */
    void add(PackedLinear linear) throws IOException {
        for (Map.Entry<String, PackedTensor> part : linear.parts().entrySet()) {
            add(linear.shape().name() + "." + part.getKey(), part.getValue());
        }
    }

    /** Bytes of all tensors so far. */
    long bytes() {
        return bytes;
    }

    private void count(String name, long size) throws IOException {
        if (inShard > 0 && inShard + size > SHARD) {
            writeShard();
        }
        inShard += size;
        bytes += size;
        shardOf.put(name, shards.size());
    }

    private void writeShard() throws IOException {
        Path shard = folder.resolve("shard-" + shards.size());
        writer.write(shard);
        shards.add(shard);
        held.forEach(tensor -> tensor.bytes().close());
        held.clear();
        writer = fresh();
        inShard = 0;
    }

    /** Writes what is left, and the index if there are several shards. */
    void finish() throws IOException {
        writeShard();
        if (shards.size() == 1) {
            Files.move(shards.get(0), folder.resolve("model.safetensors"));
            return;
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < shards.size(); i++) {
            names.add(String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size()));
            Files.move(shards.get(i), folder.resolve(names.get(i)));
        }
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        index.putObject("metadata").put("total_size", bytes);
        ObjectNode map = index.putObject("weight_map");
        shardOf.forEach((name, shard) -> map.put(name, names.get(shard)));
        Files.writeString(folder.resolve("model.safetensors.index.json"), index.toPrettyString() + "\n");
    }
}
