package org.comptrust.models.pool;

import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.StoredLinear;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.format.LinearFormats;
import org.comptrust.models.format.PackedLinear;
import org.comptrust.models.format.PackedModel;
import org.comptrust.models.store.TensorIo;

/**
 * Compressed models on disk, by content key: each a folder in Hugging Face layout whose linears are packed in our own way, plus
 * {@code provenance.json}. A folder is written beside and moved, so one that exists is whole.
 */
final class ArtifactStore {
    private static final String PROVENANCE = "provenance.json";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;

    /** What was loaded before: variants come and go. */
    private final Map<String, Checkpoint> opened = new HashMap<>();

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

    /** Puts the tensors that differ from the base's into an overlay, unpacked. */
    void load(String key, List<String> changed, TorchEngine engine, WeightSet overlay) {
        Checkpoint artifact = opened.computeIfAbsent(key, name -> Checkpoint.open(folder.resolve(name)));
        LinearFormats formats = new LinearFormats(engine);
        TensorIo io = new TensorIo(engine);
        for (String name : changed) {
            StoredLinear linear = artifact.linears().get(name.replaceFirst("\\.weight$", ""));
            TensorEntry entry = artifact.tensors().get(name);
            if (linear == null && entry == null) {
                throw new CheckpointException(
                        artifact.folder(),
                        "tensor " + name + " is missing; delete the folder, and it will be made again");
            }
            overlay.put(
                    name, linear != null ? formats.dense(linear, overlay.scope()) : io.read(entry, overlay.scope()));
            if (linear != null) {
                overlay.storedAs(linear);
            }
        }
    }

    /**
     * Writes an artifact.
     *
     * @param facts their {@code tensors} are those that the overlay replaces
     * @return the facts, completed by the hash of all tensors
     */
    ArtifactFacts save(Checkpoint base, WeightSet overlay, TorchEngine engine, ArtifactFacts facts) {
        try {
            Files.createDirectories(folder);
            Path beside = Files.createTempDirectory(folder, "." + facts.key().substring(0, 12) + "-");
            try (PtNDManager scope = engine.newScope()) {
                PackedModel model = new PackedModel(engine, base, scope);
                for (String name : facts.tensors()) {
                    Optional<PackedLinear> packed = overlay.packed(name);
                    packed.ifPresentOrElse(model::replace, () -> model.replace(name, overlay.get(name)));
                }
                model.write(beside);
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
