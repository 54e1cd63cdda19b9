package org.comptrust.models.compress;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.comptrust.api.model.ModelShape;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.SafetensorsFile;
import org.comptrust.models.checkpoint.SafetensorsWriter;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.decoder.WeightNames;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.format.PackedFile;
import org.comptrust.models.format.PackedLinear;
import org.comptrust.models.store.TensorIo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a walk leaves after each block, to go on from there after it was killed: for each finished block its changed tensors and a
 * record with its facts, and once what enters the next block. A block counts when its record is there; records are written last
 * and moved into place. A folder holds one walk of one recipe.
 */
public final class WalkCheckpoints {
    private static final Logger LOG = LoggerFactory.getLogger(WalkCheckpoints.class);
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * One finished block.
     *
     * @param layers facts of its changed linears
     * @param tensors checksum of the file of changed tensors; absent if nothing changed
     * @param inputs checksum of the file of what enters the next block; absent if no block is measured any more
     * @param own checksum of this record with 0 in its place
     */
    record Done(
            Map<String, LayerFacts> layers,
            @Nullable Long tensors,
            @Nullable Long inputs,
            long own) {
        Done {
            layers = new LinkedHashMap<>(layers);
        }

        static Done of(Map<String, LayerFacts> layers, @Nullable Long tensors, @Nullable Long inputs)
                throws IOException {
            return new Done(layers, tensors, inputs, new Done(layers, tensors, inputs, 0).sum());
        }

        boolean whole() throws IOException {
            return own == new Done(layers, tensors, inputs, 0).sum();
        }

        private long sum() throws IOException {
            CRC32C sum = new CRC32C();
            sum.update(JSON.writeValueAsBytes(this));
            return sum.getValue();
        }
    }

    private final TensorIo io;
    private final TorchEngine engine;
    private final Path folder;
    private final Function<String, StoredType> storedAs;

    /**
     * @param folder made when the first block is kept
     * @param storedAs dtype of each tensor in the checkpoint, by name: what changed holds no number that it does not keep
     */
    public WalkCheckpoints(TorchEngine engine, Path folder, Function<String, StoredType> storedAs) {
        this.engine = engine;
        this.io = new TensorIo(engine);
        this.folder = folder;
        this.storedAs = storedAs;
    }

    /**
     * Puts the changes of the finished blocks into the weights, and what enters the next block into the activations. What is damaged
     * is not used: the walk then begins at block 0.
     *
     * @return facts of the changed linears, for each finished block
     */
    List<Map<String, LayerFacts>> restore(WeightSet weights, Activations activations, ModelShape shape) {
        int blocks = shape.blocks().size();
        try {
            List<Done> done = records(blocks);
            check(done, blocks, activations);
            for (int block = 0; block < done.size(); block++) {
                if (done.get(block).tensors() != null) {
                    PackedFile changed = new PackedFile(
                            SafetensorsFile.open(tensors(block)), shape.blocks().get(block));
                    changed.linears(engine, weights.scope())
                            .forEach(linear -> weights.putPacked(linear.shape().name() + ".weight", linear));
                    for (TensorEntry entry : changed.others()) {
                        weights.put(entry.name(), io.read(entry, weights.scope()));
                    }
                }
            }
            if (!done.isEmpty() && done.size() < blocks) {
                LOG.info("{}: going on at block {} of {}", folder, done.size() + 1, blocks);
                read(done.size(), activations);
            }
            return done.stream().map(Done::layers).toList();
        } catch (IOException | CheckpointException e) {
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            LOG.warn("{} is damaged and not used: {}. The compression begins anew.", folder, why);
            clear();
            return List.of();
        }
    }

    /** What is left of a damaged walk must not be taken for the next one's. */
    private void clear() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new CheckpointException(folder, "is damaged and cannot be emptied: " + e + ". Delete it.", e);
        }
    }

    /** All is looked at before the first tensor is put. */
    private void check(List<Done> done, int blocks, Activations activations) throws IOException {
        for (int block = 0; block < done.size(); block++) {
            Long tensors = done.get(block).tensors();
            if (tensors != null) {
                require(tensors(block), tensors);
            }
        }
        boolean measured = !activations.batches().isEmpty();
        if (measured && !done.isEmpty() && done.size() < blocks) {
            Long inputs = done.get(done.size() - 1).inputs();
            Path file = inputs(done.size());
            if (inputs == null) {
                throw new CheckpointException(file, "was not written");
            }
            require(file, inputs);
            Map<String, TensorEntry> entries = SafetensorsFile.open(file).tensors();
            for (int batch = 0; batch < activations.batches().size(); batch++) {
                TensorEntry entry = entries.get(Integer.toString(batch));
                CalibrationInput.Batch expected = activations.batches().get(batch);
                if (entry == null
                        || entry.shape().get(0) != expected.sequences().size()
                        || entry.shape().get(1) != expected.length()) {
                    throw new CheckpointException(file, "holds other calibration data");
                }
            }
        }
    }

    private static void require(Path file, long checksum) throws IOException {
        if (checksum(file) != checksum) {
            throw new CheckpointException(file, "is not as it was written");
        }
    }

    private List<Done> records(int blocks) throws IOException {
        List<Done> records = new ArrayList<>();
        while (records.size() < blocks && Files.exists(record(records.size()))) {
            Path file = record(records.size());
            Done done = JSON.readValue(file.toFile(), Done.class);
            if (!done.whole()) {
                throw new CheckpointException(file, "is not as it was written");
            }
            records.add(done);
        }
        return records;
    }

    private void read(int block, Activations activations) {
        if (activations.batches().isEmpty()) {
            return;
        }
        Map<String, TensorEntry> entries = SafetensorsFile.open(inputs(block)).tensors();
        for (int batch = 0; batch < activations.batches().size(); batch++) {
            TensorEntry entry = entries.get(Integer.toString(batch));
            try (PtNDManager scratch = engine.newScope()) {
                activations.put(batch, Place.INPUT, io.read(entry, scratch));
            }
        }
    }

    /**
     * Keeps a finished block, and of what enters blocks only the newest.
     *
     * @param weights the block's changes are those of this set's own tensors that belong to it
     * @param activations what enters the next block, if another is measured
     */
    void keep(int block, WeightSet weights, Map<String, LayerFacts> facts, Activations activations, boolean more) {
        try {
            Files.createDirectories(folder);
            Long tensors = writeTensors(block, weights);
            Long inputs = more ? writeInputs(block + 1, activations) : null;
            Path beside = folder.resolve("." + record(block).getFileName() + ".part");
            JSON.writeValue(beside.toFile(), Done.of(facts, tensors, inputs));
            Files.move(beside, record(block), StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(inputs(block));
        } catch (IOException e) {
            throw new CheckpointException(
                    folder,
                    "a finished block cannot be written: " + e + ". Free disk space, or name another cache.",
                    e);
        }
    }

    private @Nullable Long writeTensors(int block, WeightSet weights) throws IOException {
        List<String> changed = weights.ownNames().stream()
                .filter(name -> name.startsWith(WeightNames.block(block)))
                .toList();
        if (changed.isEmpty()) {
            return null;
        }
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String name : changed) {
            Optional<PackedLinear> packed = weights.packed(name);
            if (packed.isPresent()) {
                PackedFile.add(writer, packed.get(), io);
                continue;
            }
            PtNDArray tensor = weights.get(name);
            StoredType type = storedAs.apply(name);
            writer.add(name, type, sizes(tensor.getShape().getShape()), out -> {
                ByteBuffer bytes = io.bytes(tensor, type);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            });
        }
        writer.write(tensors(block));
        return checksum(tensors(block));
    }

    private long writeInputs(int block, Activations activations) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (int i = 0; i < activations.batches().size(); i++) {
            int batch = i;
            writer.add(
                    Integer.toString(batch),
                    StoredType.F32,
                    sizes(activations.shape(batch, Place.INPUT).getShape()),
                    out -> activations.copy(batch, Place.INPUT, out));
        }
        writer.write(inputs(block));
        return checksum(inputs(block));
    }

    private static List<Long> sizes(long[] shape) {
        return LongStream.of(shape).boxed().toList();
    }

    private static long checksum(Path file) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] buffer = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sum.update(buffer, 0, n);
            }
        } catch (NoSuchFileException e) {
            throw new CheckpointException(file, "is missing", e);
        }
        return sum.getValue();
    }

    private Path record(int block) {
        return folder.resolve("block-" + block + ".json");
    }

    private Path tensors(int block) {
        return folder.resolve("block-" + block + ".safetensors");
    }

    /** What enters a block. */
    private Path inputs(int block) {
        return folder.resolve("inputs-" + block + ".safetensors");
    }
}
