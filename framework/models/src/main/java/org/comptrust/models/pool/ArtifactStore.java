package org.comptrust.models.pool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.SafetensorsFile;
import org.comptrust.models.checkpoint.SafetensorsWriter;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.store.TensorIo;

/**
 * Compressed models on disk, by content key: each a valid Hugging Face folder plus {@code provenance.json}. A folder is written
 * beside and moved, so one that exists is whole.
 */
final class ArtifactStore {
    private static final String PROVENANCE = "provenance.json";
    private static final String WEIGHTS = "model.safetensors";

    /** What makes the folder a model besides weights. */
    private static final List<String> COPIED = List.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer.model",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "chat_template.jinja");

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;

    ArtifactStore(Path folder) {
        this.folder = folder;
    }

    /** The facts of an artifact, if it is there. */
    Optional<ArtifactFacts> find(String key) {
        Path file = folder.resolve(key).resolve(PROVENANCE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), ArtifactFacts.class));
        } catch (IOException e) {
            throw new CheckpointException(file, "cannot be read; delete the folder, and it will be made again", e);
        }
    }

    /** Puts the tensors that differ from the base's into an overlay. */
    void load(String key, List<String> changed, TensorIo io, WeightSet overlay) {
        Path file = folder.resolve(key).resolve(WEIGHTS);
        Map<String, TensorEntry> tensors = SafetensorsFile.open(file).tensors();
        for (String name : changed) {
            TensorEntry entry = tensors.get(name);
            if (entry == null) {
                throw new CheckpointException(
                        file, "tensor " + name + " is missing; delete the folder, and it will be made again");
            }
            overlay.put(name, io.read(entry, overlay.scope()));
        }
    }

    /**
     * Writes an artifact.
     *
     * @param facts their {@code tensors} are those that the overlay replaces
     * @return the facts, completed by the hash of all tensors
     */
    ArtifactFacts save(Checkpoint base, WeightSet overlay, TensorIo io, ArtifactFacts facts) {
        Set<String> changed = Set.copyOf(facts.tensors());
        try {
            Files.createDirectories(folder);
            Path beside = Files.createTempDirectory(folder, "." + facts.key().substring(0, 12) + "-");
            try {
                for (String name : COPIED) {
                    Path from = base.folder().resolve(name);
                    if (Files.exists(from)) {
                        Files.copy(from, beside.resolve(name));
                    }
                }
                SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
                for (TensorEntry entry : base.tensors().values()) {
                    if (changed.contains(entry.name())) {
                        writer.add(
                                entry.name(),
                                entry.type(),
                                entry.shape(),
                                out -> writeAll(io.bytes(overlay.get(entry.name()), entry.type()), out));
                    } else {
                        writer.add(entry);
                    }
                }
                writer.write(beside.resolve(WEIGHTS));
                ArtifactFacts complete = new ArtifactFacts(
                        facts.key(),
                        Checkpoint.open(beside).weightsHash(),
                        facts.bits(),
                        facts.parameters(),
                        facts.zeros(),
                        facts.layers(),
                        facts.origin(),
                        facts.tensors());
                JSON.writeValue(beside.resolve(PROVENANCE).toFile(), complete);
                Path target = folder.resolve(facts.key());
                if (!moved(beside, target)) {
                    delete(beside); // another process was quicker with the same content
                }
                return complete;
            } catch (IOException | RuntimeException e) {
                delete(beside);
                throw e;
            }
        } catch (IOException e) {
            throw new CheckpointException(
                    folder,
                    "compressed weights cannot be written: " + e + ". Free disk space, or name another cache.",
                    e);
        }
    }

    private static void writeAll(ByteBuffer bytes, WritableByteChannel out) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static boolean moved(Path beside, Path target) throws IOException {
        try {
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            return false;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
