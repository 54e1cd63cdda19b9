package org.comptrust.models.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.models.checkpoint.pytorch.PytorchFile;
import org.jspecify.annotations.Nullable;

/**
 * A model folder whose configuration and weight headers were read and agree with one another. No weight is in memory. Its
 * tokenizer is read apart, by {@code HfTokenizer}. Thread-safe.
 */
public final class Checkpoint {
    private static final int NAMES_IN_A_WARNING = 10;

    private final Path folder;
    private final DecoderConfig config;
    private final ModelShape shape;
    private final SortedMap<String, TensorEntry> tensors;
    private final SortedMap<String, StoredLinear> linears;
    private final List<String> warnings;
    private @Nullable String weightsHash;
    private boolean intact;

    private Checkpoint(
            Path folder,
            DecoderConfig config,
            SortedMap<String, TensorEntry> tensors,
            SortedMap<String, StoredLinear> linears,
            List<String> warnings) {
        this.folder = folder;
        this.config = config;
        this.shape = new DecoderTensors(config).shape();
        this.tensors = Collections.unmodifiableSortedMap(tensors);
        this.linears = Collections.unmodifiableSortedMap(linears);
        this.warnings = warnings.stream().map(CheckpointException::oneLine).toList();
    }

    /**
     * Opens a folder: {@code config.json}, and {@code model.safetensors} or the shards of its index, else {@code pytorch_model.bin} or the
     * shards of its. The linears may be packed, as GPTQ, AWQ and compressed-tensors do it and as our own artifacts are.
     *
     * @throws CheckpointException if it is not a whole, consistent model that this version computes
     */
    public static Checkpoint open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new CheckpointException(
                    folder,
                    Files.exists(folder) ? "is a file. Name the model folder." : "does not exist. Correct the path.");
        }
        DecoderConfig config = DecoderConfig.read(folder);
        Optional<Quantization> quantization = QuantizationReader.read(folder);
        WeightFiles weights = WeightFiles.open(folder);
        DecoderTensors expected = new DecoderTensors(config);
        SortedMap<String, TensorEntry> used = new TreeMap<>();
        SortedMap<String, StoredLinear> linears = new TreeMap<>();
        // Block by block: a wrong number of layers ends at the first block that is not there, however large the number.
        expected.outsideBlocks().forEach(tensor -> take(folder, config, weights, tensor, used));
        for (int block = 0; block < config.layers(); block++) {
            expected.norms(block).forEach(tensor -> take(folder, config, weights, tensor, used));
            for (LinearShape linear : expected.linears(block)) {
                StoredLinear packed =
                        quantization.flatMap(q -> q.find(weights, linear)).orElse(null);
                if (packed == null) {
                    packed = StoredLinear.dense(
                            linear, take(folder, config, weights, DecoderTensors.weight(linear), used));
                }
                packed.parts().values().forEach(tensor -> used.put(tensor.name(), tensor));
                linears.put(linear.name(), packed);
                if (linear.bias()) {
                    take(folder, config, weights, DecoderTensors.bias(linear), used);
                }
            }
        }
        List<String> warnings = new ArrayList<>(config.notes());
        warnings.addAll(weights.warnings());
        List<String> unused = weights.tensors().keySet().stream()
                .filter(name -> !used.containsKey(name) && !expected.ignores(name))
                .toList();
        otherHead(folder, config, weights).ifPresent(warnings::add);
        if (quantization.isPresent() && linears.values().stream().allMatch(l -> l.format() == WeightFormat.DENSE)) {
            warnings.add(quantization.get().file() + ": says that weights are packed ("
                    + quantization.get().method() + "), but none of them is; they are read as plain numbers");
        }
        if (!unused.isEmpty()) {
            warnings.add(weights.source() + ": tensors not used by this model: " + shorten(unused));
        }
        return new Checkpoint(folder, config, used, linears, warnings);
    }

    /** Where the head is the embedding, a head in the file is not read; if it holds other numbers, one of the two files is wrong. */
    private static Optional<String> otherHead(Path folder, DecoderConfig config, WeightFiles weights) {
        TensorEntry head = weights.tensors().get(DecoderTensors.HEAD);
        TensorEntry embedding = weights.tensors().get(DecoderTensors.EMBEDDING);
        if (!config.tiedHead() || head == null || embedding == null || WeightScan.equal(head, embedding)) {
            return Optional.empty();
        }
        return Optional.of(folder.resolve("config.json") + ": tie_word_embeddings is true, so " + DecoderTensors.HEAD
                + " in " + head.file() + " is not read, although it is not the embedding");
    }

    public Path folder() {
        return folder;
    }

    public DecoderConfig config() {
        return config;
    }

    public ModelShape shape() {
        return shape;
    }

    /** The tensors that the model uses, by name; each is there and has the right shape. */
    public SortedMap<String, TensorEntry> tensors() {
        return tensors;
    }

    /** Where the weight of each block's linear is, by the linear's name. */
    public SortedMap<String, StoredLinear> linears() {
        return linears;
    }

    /** The tensors that are no part of a linear's weight: embedding, head, norms and biases. */
    public List<TensorEntry> others() {
        Set<String> ofLinears = linears.values().stream()
                .flatMap(linear -> linear.parts().values().stream())
                .map(TensorEntry::name)
                .collect(Collectors.toSet());
        return tensors.values().stream()
                .filter(tensor -> !ofLinears.contains(tensor.name()))
                .toList();
    }

    /**
     * The dtype of a tensor's numbers; for the weight of a packed linear, that of the model.
     *
     * @param tensor name, {@code .weight} included
     */
    public StoredType typeOf(String tensor) {
        TensorEntry entry = tensors.get(tensor);
        if (entry == null && !linears.containsKey(tensor.replaceFirst("\\.weight$", ""))) {
            throw new IllegalArgumentException("no tensor " + tensor);
        }
        return entry == null ? config.dtype() : entry.type();
    }

    /** What is odd but does not stop the model from being used; one line each. */
    public List<String> warnings() {
        return warnings;
    }

    /**
     * SHA-256 (hexadecimal) over names, types, shapes and bytes of all tensors that the model uses; how they are spread over
     * files does not matter. Reads all weights on the first call.
     *
     * @throws CheckpointException if the file has checksums, and they are not those of its bytes
     */
    public synchronized String weightsHash() {
        String hash = weightsHash;
        if (hash == null) {
            requireIntact();
            hash = WeightScan.hash(tensors.values());
            weightsHash = hash;
        }
        return hash;
    }

    /** The first tensor with NaN or infinite weights, if there is one. Reads the weights up to it. */
    public Optional<NonFinite> findNonFinite() {
        return WeightScan.findNonFinite(tensors.values());
    }

    private synchronized void requireIntact() {
        if (!intact) {
            tensors.values().stream()
                    .map(TensorEntry::file)
                    .filter(file -> file.toString().endsWith(".bin"))
                    .distinct()
                    .forEach(PytorchFile::verify);
            intact = true;
        }
    }

    /**
     * Reads all weights.
     *
     * @throws CheckpointException if a weight is NaN or infinite; names the tensor and how many. Also if the file has checksums, and
     *     they are not those of its bytes
     */
    public void requireFinite() {
        requireIntact();
        findNonFinite().ifPresent(found -> {
            throw found.exception();
        });
    }

    private static TensorEntry take(
            Path folder,
            DecoderConfig config,
            WeightFiles weights,
            DecoderTensors.Expected expected,
            SortedMap<String, TensorEntry> used) {
        TensorEntry tensor = weights.tensors().get(expected.name());
        if (tensor == null) {
            throw new CheckpointException(
                    weights.source(),
                    "tensor " + expected.name() + " is missing; " + folder.resolve("config.json") + " says "
                            + config.modelType() + " with num_hidden_layers " + config.layers()
                            + ", tie_word_embeddings "
                            + config.tiedHead() + ". Download the weights again, or correct config.json.");
        }
        if (!tensor.shape().equals(expected.shape())) {
            throw wrongShape(folder, expected, tensor);
        }
        if (!tensor.type().isWeight()) {
            throw new CheckpointException(
                    tensor.file(),
                    "tensor " + tensor.name() + " is stored as " + tensor.type()
                            + ", which is not supported for weights (supported: F32, F16, BF16). Convert the checkpoint.");
        }
        used.put(tensor.name(), tensor);
        return tensor;
    }

    private static CheckpointException wrongShape(Path folder, DecoderTensors.Expected expected, TensorEntry tensor) {
        Path config = folder.resolve("config.json");
        String remedy = ". Download both files again, from the same revision.";
        if (tensor.name().equals(DecoderTensors.EMBEDDING)
                && tensor.shape().size() == 2
                && tensor.shape().get(1).equals(expected.shape().get(1))) {
            return new CheckpointException(
                    config,
                    "vocab_size says " + expected.shape().get(0) + " tokens, but the embedding tensor " + tensor.name()
                            + " in " + tensor.file() + " has " + tensor.shape().get(0) + " rows" + remedy);
        }
        return new CheckpointException(
                tensor.file(),
                "tensor " + tensor.name() + " has shape " + tensor.shape() + ", but " + config + " implies "
                        + expected.shape() + remedy);
    }

    static String shorten(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(names.size(), NAMES_IN_A_WARNING)));
        return names.size() <= NAMES_IN_A_WARNING
                ? shown
                : shown + " and " + (names.size() - NAMES_IN_A_WARNING) + " more";
    }
}
