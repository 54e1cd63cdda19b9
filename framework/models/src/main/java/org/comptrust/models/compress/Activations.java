package org.comptrust.models.compress;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.compress.CalibrationInput.Batch;
import org.comptrust.models.engine.TorchEngine;
import org.jspecify.annotations.Nullable;

/**
 * Activations of all calibration batches at some places of a block, between one pass and the next: in memory within a budget, the
 * rest in files. Owns them until closed; nothing is left on disk then.
 */
final class Activations implements AutoCloseable {
    /** @param array absent if the numbers are in the place's file */
    private record Held(Shape shape, Optional<PtNDArray> array) {
        long bytes() {
            return Float.BYTES * shape.size();
        }
    }

    private final List<Batch> batches;
    private final ActivationMemory memory;
    private final PtNDManager scope;
    private final List<Map<Place, Held>> held = new ArrayList<>();
    private final Map<Place, SpillFile> files = new EnumMap<>(Place.class);
    private long inMemory;
    private long mostInMemory;

    Activations(TorchEngine engine, List<Batch> batches, ActivationMemory memory) {
        this.batches = batches;
        this.memory = memory;
        this.scope = engine.newScope();
        batches.forEach(batch -> held.add(new EnumMap<>(Place.class)));
    }

    List<Batch> batches() {
        return batches;
    }

    long sequences() {
        return batches.stream().mapToLong(batch -> batch.sequences().size()).sum();
    }

    long tokens() {
        return batches.stream().mapToLong(Batch::tokens).sum();
    }

    /** Most bytes that were in memory at a time. */
    long mostInMemory() {
        return mostInMemory;
    }

    /**
     * Keeps {@code [sequences, seq, ..]} float32. The array is taken over if there is room for it; else its numbers are written to
     * disk, and it stays its scope's. Either way it can be read until that scope is closed.
     */
    void put(int batch, Place place, PtNDArray value) {
        drop(batch, place);
        Shape shape = value.getShape();
        long bytes = Float.BYTES * shape.size();
        if (inMemory + bytes <= memory.bytes()) {
            value.attach(scope);
            inMemory += bytes;
            mostInMemory = Math.max(mostInMemory, inMemory);
            held.get(batch).put(place, new Held(shape, Optional.of(value)));
            return;
        }
        try {
            SpillFile file = files.get(place);
            if (file == null) {
                file = SpillFile.in(memory.folder());
                files.put(place, file);
            }
            file.write(value.toByteBuffer(true), position(batch, bytes));
        } catch (IOException e) {
            throw failed(e);
        }
        held.get(batch).put(place, new Held(shape, Optional.empty()));
    }

    /** What is held of a batch at a place, if anything; not to be closed. What has to be read from disk is made in {@code into}. */
    Optional<PtNDArray> find(int batch, Place place, PtNDManager into) {
        Held found = held.get(batch).get(place);
        if (found == null || found.array().isPresent()) {
            return found == null ? Optional.empty() : found.array();
        }
        PtNDArray read = into.create(found.shape(), DataType.FLOAT32);
        try {
            // Of memory of its own, the buffer is the array's storage.
            file(place).read(read.toByteBuffer(true), position(batch, found.bytes()));
        } catch (IOException e) {
            throw failed(e);
        }
        return Optional.of(read);
    }

    /** Shape of what is held of a batch at a place. */
    Shape shape(int batch, Place place) {
        return required(batch, place).shape();
    }

    /** Writes what is held of a batch at a place as little-endian float32. */
    void copy(int batch, Place place, WritableByteChannel out) throws IOException {
        Held found = required(batch, place);
        if (found.array().isEmpty()) {
            file(place).copy(position(batch, found.bytes()), found.bytes(), out);
            return;
        }
        ByteBuffer bytes = found.array().get().toByteBuffer(true);
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    boolean holds(int batch, Place place) {
        return held.get(batch).containsKey(place);
    }

    /** Drops what is held of a batch elsewhere. */
    void keepOnly(int batch, Set<Place> places) {
        for (Place place : Place.values()) {
            if (!places.contains(place)) {
                drop(batch, place);
            }
        }
    }

    /** What left the block enters the next; the rest is dropped. */
    void advance() {
        for (int batch = 0; batch < held.size(); batch++) {
            keepOnly(batch, Set.of(Place.OUTPUT));
            held.get(batch).put(Place.INPUT, required(batch, Place.OUTPUT));
            held.get(batch).remove(Place.OUTPUT);
        }
        SpillFile inputs = files.remove(Place.INPUT);
        SpillFile outputs = files.remove(Place.OUTPUT);
        putFile(Place.INPUT, outputs);
        putFile(Place.OUTPUT, inputs);
        // What a block took of the disk is given back: the next may take less.
        for (Map.Entry<Place, SpillFile> file : files.entrySet()) {
            if (file.getKey() != Place.INPUT) {
                try {
                    file.getValue().clear();
                } catch (IOException e) {
                    throw failed(e);
                }
            }
        }
    }

    private void putFile(Place place, @Nullable SpillFile file) {
        if (file != null) {
            files.put(place, file);
        }
    }

    private void drop(int batch, Place place) {
        Held dropped = held.get(batch).remove(place);
        if (dropped != null && dropped.array().isPresent()) {
            inMemory -= dropped.bytes();
            dropped.array().get().close();
        }
    }

    private Held required(int batch, Place place) {
        Held found = held.get(batch).get(place);
        if (found == null) {
            throw new IllegalStateException("nothing is held of batch " + batch + " at " + place);
        }
        return found;
    }

    private SpillFile file(Place place) {
        SpillFile file = files.get(place);
        if (file == null) {
            throw new IllegalStateException("nothing was spilled at " + place);
        }
        return file;
    }

    /** Each batch has its own part of the file: all arrays of a place are equally wide. */
    private long position(int batch, long bytes) {
        long before =
                batches.subList(0, batch).stream().mapToLong(Batch::tokens).sum();
        return before * (bytes / batches.get(batch).tokens());
    }

    private CheckpointException failed(IOException e) {
        return new CheckpointException(
                memory.folder(),
                "activations do not fit into memory (" + (memory.bytes() >> 20)
                        + " MiB) and cannot be kept on disk: " + e
                        + ". Free disk space, or use fewer or shorter calibration samples.",
                e);
    }

    @Override
    public void close() {
        held.forEach(Map::clear);
        scope.close();
        for (SpillFile file : files.values()) {
            try {
                file.close();
            } catch (IOException e) {
                throw failed(e);
            }
        }
        files.clear();
    }
}
