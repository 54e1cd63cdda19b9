package org.comptrust.models.compress;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.models.compress.CalibrationInput.Batch;
import org.comptrust.models.engine.TorchEngine;

/** Activations of all calibration batches at some places of a block, between one pass and the next. Owns them until closed. */
final class Activations implements AutoCloseable {
    private final List<Batch> batches;
    private final PtNDManager scope;
    private final List<Map<Place, PtNDArray>> held = new ArrayList<>();

    Activations(TorchEngine engine, List<Batch> batches) {
        this.batches = batches;
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

    /** Takes over {@code [sequences, seq, ..]} float32. */
    void put(int batch, Place place, PtNDArray value) {
        value.attach(scope);
        PtNDArray replaced = held.get(batch).put(place, value);
        if (replaced != null && replaced != value) {
            replaced.close();
        }
    }

    /** What is held of a batch at a place, if anything; not to be closed. */
    Optional<PtNDArray> find(int batch, Place place, PtNDManager into) {
        return Optional.ofNullable(held.get(batch).get(place));
    }

    boolean holds(int batch, Place place) {
        return held.get(batch).containsKey(place);
    }

    /** Drops what is held of a batch elsewhere. */
    void keepOnly(int batch, Set<Place> places) {
        held.get(batch).entrySet().removeIf(entry -> {
            boolean dropped = !places.contains(entry.getKey());
            if (dropped) {
                entry.getValue().close();
            }
            return dropped;
        });
    }

    /** What left the block enters the next; the rest is dropped. */
    void advance() {
        for (int batch = 0; batch < held.size(); batch++) {
            keepOnly(batch, Set.of(Place.OUTPUT));
            Map<Place, PtNDArray> of = held.get(batch);
            PtNDArray output = of.remove(Place.OUTPUT);
            if (output == null) {
                throw new IllegalStateException("no output of batch " + batch);
            }
            of.put(Place.INPUT, output);
        }
    }

    @Override
    public void close() {
        held.forEach(Map::clear);
        scope.close();
    }
}
