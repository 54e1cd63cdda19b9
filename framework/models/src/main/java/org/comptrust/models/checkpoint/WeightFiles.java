package org.comptrust.models.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.comptrust.models.checkpoint.pytorch.PytorchFile;
import org.jspecify.annotations.Nullable;

/**
 * All tensors of a folder's weights: {@code model.safetensors}, or the shards that {@code model.safetensors.index.json} names; where
 * there is neither, {@code pytorch_model.bin} or the shards of {@code pytorch_model.bin.index.json}, or the one file of an older
 * GPTQ tool.
 *
 * @param source the file to name when a tensor is missing: the weights file, or the index
 */
record WeightFiles(Path source, SortedMap<String, TensorEntry> tensors, List<String> warnings) {
    private static final String MODEL = "model.";
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final String PICKLE = "pytorch_model.bin";
    private static final String PICKLE_INDEX = "pytorch_model.bin.index.json";
    /** As in gptq_model-4bit-128g.safetensors. */
    private static final String GPTQ = "gptq_model-*.safetensors";

    private static final long LARGEST_INDEX = 16_000_000;

    /** The weights of a folder, by the names that the families' own files have. */
    static WeightFiles open(Path folder) {
        return asWritten(folder).named();
    }

    /**
     * A model that was saved without its head lacks {@code model.} in front of its names; one that was wrapped, or trained on several
     * devices, has more in front. What stands before {@code embed_tokens} tells.
     */
    private WeightFiles named() {
        String table = DecoderTensors.EMBEDDING.substring(MODEL.length());
        List<String> tables = tensors.keySet().stream()
                .filter(name -> name.equals(table) || name.endsWith("." + table))
                .toList();
        if (tables.size() != 1 || tables.get(0).equals(DecoderTensors.EMBEDDING)) {
            return this;
        }
        String inFront = tables.get(0).substring(0, tables.get(0).length() - table.length());
        boolean more = inFront.endsWith("." + MODEL);
        if (!more && !inFront.isEmpty()) {
            return this;
        }
        String outer = more ? inFront.substring(0, inFront.length() - MODEL.length()) : "";
        SortedMap<String, TensorEntry> named = new TreeMap<>();
        tensors.forEach((name, tensor) -> {
            String usual = more
                    ? name.startsWith(outer) ? name.substring(outer.length()) : name
                    : name.equals(DecoderTensors.HEAD) ? name : MODEL + name;
            if (named.put(usual, tensor.named(usual)) != null) {
                throw new CheckpointException(
                        tensor.file(),
                        "tensor " + usual + " is there twice, with and without \"" + outer
                                + "\" in front. Download the weights again.");
            }
        });
        List<String> all = new ArrayList<>(warnings);
        all.add(source + ": tensor names begin "
                + (more
                        ? "with \"" + outer + "\", which is left out"
                        : "without \"" + MODEL + "\", which is put in front"));
        return new WeightFiles(source, named, all);
    }

    private static WeightFiles asWritten(Path folder) {
        Path single = folder.resolve(SINGLE);
        Path index = folder.resolve(INDEX);
        if (Files.exists(single)) {
            List<String> warnings = Files.exists(index)
                    ? List.of(SINGLE + " and " + INDEX + " are both in " + folder + "; " + SINGLE + " is read")
                    : List.of();
            return new WeightFiles(single, SafetensorsFile.open(single).tensors(), warnings);
        }
        if (Files.exists(index)) {
            return sharded(folder, index, ".safetensors");
        }
        Path pickles = folder.resolve(PICKLE_INDEX);
        if (Files.exists(pickles)) {
            return sharded(folder, pickles, ".bin");
        }
        Path pickle = folder.resolve(PICKLE);
        if (Files.exists(pickle)) {
            return new WeightFiles(pickle, PytorchFile.tensors(pickle), List.of());
        }
        List<Path> gptq = all(folder, GPTQ);
        if (gptq.size() == 1) {
            return new WeightFiles(
                    gptq.get(0), SafetensorsFile.open(gptq.get(0)).tensors(), List.of());
        }
        if (gptq.size() > 1) {
            throw new CheckpointException(
                    folder,
                    "holds several models: "
                            + String.join(
                                    ", ",
                                    gptq.stream()
                                            .map(file -> file.getFileName().toString())
                                            .toList())
                            + ". Keep the one that quantize_config.json describes.");
        }
        throw noWeights(folder, single);
    }

    private static CheckpointException noWeights(Path folder, Path single) {
        Path shard = first(folder, "pytorch_model-*.bin");
        if (shard != null) {
            return new CheckpointException(
                    shard, "is one shard of several, but " + PICKLE_INDEX + " is missing. Download the whole folder.");
        }
        Path adapter = first(folder, "adapter_model*");
        if (adapter != null) {
            return new CheckpointException(
                    adapter, "is an adapter, not a whole model. Merge it into its base model and save that.");
        }
        return new CheckpointException(
                single,
                "is missing, and so are " + INDEX + " and " + PICKLE + ". Download the weights, or correct the path.");
    }

    private static @Nullable Path first(Path folder, String pattern) {
        return all(folder, pattern).stream().findFirst().orElse(null);
    }

    private static List<Path> all(Path folder, String pattern) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            return List.copyOf(new TreeSet<>(stream(files)));
        } catch (IOException e) {
            throw CheckpointException.unreadable(folder, e);
        }
    }

    private static List<Path> stream(DirectoryStream<Path> files) {
        List<Path> all = new ArrayList<>();
        files.forEach(all::add);
        return all;
    }

    private static WeightFiles sharded(Path folder, Path index, String ending) {
        ObjectNode root = StrictJson.readObject(index, LARGEST_INDEX);
        SortedMap<String, String> shardOf = weightMap(index, root, ending);
        SortedMap<String, SortedMap<String, TensorEntry>> shards = new TreeMap<>();
        for (String shard : new TreeSet<>(shardOf.values())) {
            Path file = folder.resolve(shard);
            if (!Files.isRegularFile(file)) {
                throw new CheckpointException(
                        index, "shard " + shard + " named in the index is missing. Download it into the same folder.");
            }
            shards.put(
                    shard,
                    ending.equals(".bin")
                            ? PytorchFile.tensors(file)
                            : SafetensorsFile.open(file).tensors());
        }
        SortedMap<String, TensorEntry> tensors = new TreeMap<>();
        shardOf.forEach((name, shard) -> {
            TensorEntry tensor = shard(shards, shard).get(name);
            if (tensor == null) {
                throw new CheckpointException(
                        index,
                        "tensor " + name + " is not in shard " + shard + " as the index says" + elsewhere(shards, name)
                                + ". Download index and shards again, from the same revision.");
            }
            tensors.put(name, tensor);
        });
        List<String> warnings = new ArrayList<>();
        checkTotalSize(index, root, tensors, warnings);
        shards.forEach((shard, held) -> {
            List<String> unlisted = held.keySet().stream()
                    .filter(name -> !tensors.containsKey(name))
                    .toList();
            if (!unlisted.isEmpty()) {
                warnings.add(folder.resolve(shard) + ": tensors that the index does not name are ignored: "
                        + Checkpoint.shorten(unlisted));
            }
            List<String> elsewhere = held.keySet().stream()
                    .filter(name -> tensors.containsKey(name) && !shard.equals(shardOf.get(name)))
                    .toList();
            if (!elsewhere.isEmpty()) {
                warnings.add(folder.resolve(shard) + ": holds tensors that the index looks for in another shard, where"
                        + " they are read: " + Checkpoint.shorten(elsewhere));
            }
        });
        return new WeightFiles(index, tensors, warnings);
    }

    private static SortedMap<String, TensorEntry> shard(
            Map<String, SortedMap<String, TensorEntry>> shards, String shard) {
        SortedMap<String, TensorEntry> held = shards.get(shard);
        if (held == null) {
            throw new IllegalStateException(shard);
        }
        return held;
    }

    private static String elsewhere(Map<String, SortedMap<String, TensorEntry>> shards, String name) {
        return shards.entrySet().stream()
                .filter(shard -> shard.getValue().containsKey(name))
                .map(shard -> " (it is in " + shard.getKey() + ")")
                .findFirst()
                .orElse("");
    }

    private static SortedMap<String, String> weightMap(Path index, ObjectNode root, String ending) {
        JsonNode map = root.get("weight_map");
        if (map == null) {
            throw new CheckpointException(index, "has no weight_map. Download it again.");
        }
        if (!map.isObject() || map.isEmpty()) {
            throw new CheckpointException(
                    index,
                    "is malformed: weight_map must be an object with a shard for each tensor. Download it again.");
        }
        SortedMap<String, String> shardOf = new TreeMap<>();
        map.properties().forEach(entry -> {
            JsonNode shard = entry.getValue();
            if (!shard.isTextual()) {
                throw new CheckpointException(
                        index,
                        "is malformed: the shard of tensor " + entry.getKey()
                                + " must be a file name. Download it again.");
            }
            refuseForeignName(index, shard.textValue(), ending);
            shardOf.put(entry.getKey(), shard.textValue());
        });
        return shardOf;
    }

    /** A shard lies in the folder itself: a name with a separator of any system could lead elsewhere. */
    private static void refuseForeignName(Path index, String shard, String ending) {
        boolean plain = shard.chars().allMatch(c -> c > ' ' && c != 0x7F && "/\\:*?\"<>|".indexOf(c) < 0);
        if (!plain || shard.startsWith(".") || !shard.endsWith(ending) || shard.length() > 255) {
            throw new CheckpointException(
                    index,
                    "refers to a file outside the model folder, or to an impossible name: \"" + shard
                            + "\"; refused. Shards are " + ending
                            + " files beside the index: correct the name, or use a copy from a source you trust.");
        }
    }

    private static void checkTotalSize(
            Path index, ObjectNode root, SortedMap<String, TensorEntry> tensors, List<String> warnings) {
        JsonNode claimed = root.path("metadata").path("total_size");
        long actual = tensors.values().stream().mapToLong(TensorEntry::bytes).sum();
        if (!claimed.isMissingNode() && claimed.doubleValue() != actual) {
            warnings.add(index + ": the size in the index (metadata.total_size " + claimed
                    + ") does not match the shards (" + actual + " bytes)");
        }
    }
}
