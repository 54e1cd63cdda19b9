package org.comptrust.models.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.StoredLinear;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.compress.LayerFacts;
import org.comptrust.models.decoder.Geometry;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.format.LinearFormats;
import org.comptrust.models.store.TensorIo;

/** A checkpoint's files as weights in memory, and what those come to. */
final class CheckpointWeights {
    private final Supplier<TorchEngine> starting;
    private final Checkpoint checkpoint;

    /** @param starting gives the same engine each time */
    CheckpointWeights(Supplier<TorchEngine> starting, Checkpoint checkpoint) {
        this.starting = starting;
        this.checkpoint = checkpoint;
    }

    private TorchEngine engine() {
        return starting.get();
    }

    private TensorIo io() {
        return new TensorIo(engine());
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    /** All tensors, each read into the precision; the caller closes the set. */
    WeightSet load(Precision wanted) {
        WeightSet loaded = WeightSet.base(engine(), Geometry.of(checkpoint.config()), wanted);
        try {
            for (TensorEntry entry : checkpoint.others()) {
                loaded.put(entry.name(), io().read(entry, loaded.scope()));
            }
            LinearFormats formats = new LinearFormats(engine());
            for (StoredLinear linear : checkpoint.linears().values()) {
                loaded.put(linear.shape().name() + ".weight", formats.dense(linear, loaded.scope()));
                loaded.storedAs(linear);
            }
            return loaded;
        } catch (RuntimeException | Error e) {
            loaded.close();
            throw e;
        }
    }

    /** Facts of weights that nothing changed. */
    ArtifactFacts facts(WeightSet base) {
        Totals totals = totals(base, Map.of(), checkpoint);
        Map<String, String> origin = new TreeMap<>(Map.of("base weights", checkpoint.weightsHash()));
        return new ArtifactFacts(checkpoint.weightsHash(), totals.bits, totals.parameters, totals.zeros, origin);
    }

    /**
     * Puts another checkpoint's tensors into an overlay of this one's, as far as they differ.
     *
     * @param theirs {@linkplain #checkVariant checked before}
     * @throws CheckpointException if files fail
     */
    ArtifactFacts replace(WeightSet overlay, Checkpoint theirs) {
        int shared = 0;
        for (TensorEntry entry : theirs.others()) {
            shared += overlay.putOrShare(entry.name(), io().read(entry, overlay.scope())) ? 1 : 0;
        }
        List<String> remarks = new ArrayList<>();
        LinearFormats formats = new LinearFormats(engine(), remarks::add);
        for (StoredLinear linear : theirs.linears().values()) {
            String name = linear.shape().name() + ".weight";
            if (overlay.putOrShare(name, formats.dense(linear, overlay.scope()))) {
                shared++;
            } else {
                overlay.storedAs(linear);
            }
        }
        int all = theirs.others().size() + theirs.linears().size();
        Totals totals = totals(overlay, Map.of(), theirs);
        Map<String, String> origin = new TreeMap<>(Map.of(
                "base weights", checkpoint.weightsHash(),
                "checkpoint weights", theirs.weightsHash(),
                "tensors equal to the base's", shared + " of " + all));
        if (!remarks.isEmpty()) {
            origin.put("warnings", String.join("; ", remarks));
        }
        return new ArtifactFacts(theirs.weightsHash(), totals.bits, totals.parameters, totals.zeros, origin);
    }

    /** @throws CheckpointException if a checkpoint computes otherwise than this one */
    void checkVariant(Checkpoint theirs) {
        Geometry.of(checkpoint.config())
                .difference(Geometry.of(theirs.config()))
                .ifPresent(difference -> {
                    throw new CheckpointException(
                            theirs.folder().resolve("config.json"),
                            difference + ", unlike in " + checkpoint.folder() + ". Is it a variant of that model?");
                });
        checkpoint.others().stream()
                .map(TensorEntry::name)
                .filter(name -> !theirs.tensors().containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new CheckpointException(
                            theirs.folder(),
                            "has no tensor " + name + ", unlike " + checkpoint.folder()
                                    + ". Is it a variant of that model?");
                });
    }

    /** Bits per weight in which the files hold a linear. */
    double storedBits(LinearShape linear) {
        return storedBits(checkpoint, linear);
    }

    private static double storedBits(Checkpoint files, LinearShape linear) {
        StoredLinear stored = files.linears().get(linear.name());
        if (stored == null) {
            throw new IllegalArgumentException("no linear " + linear.name());
        }
        return stored.bitsPerWeight();
    }

    /** Of the linears of all blocks: those that changed as their methods say, the others as the files have them. */
    Totals totals(WeightSet all, Map<String, LayerFacts> changed) {
        return totals(all, changed, checkpoint);
    }

    private Totals totals(WeightSet all, Map<String, LayerFacts> changed, Checkpoint files) {
        double bits = 0;
        long parameters = 0;
        long zeros = 0;
        for (LinearShape linear : checkpoint.shape().linears()) {
            LayerFacts facts = changed.get(linear.name());
            parameters += linear.parameters();
            bits += facts != null ? facts.bits() : storedBits(files, linear) * linear.parameters();
            zeros += facts != null ? facts.zeros() : io().zeros(all.get(linear.name() + ".weight"));
        }
        return new Totals(bits, parameters, zeros);
    }

    /** Sums over the linears of all blocks. */
    record Totals(double bits, long parameters, long zeros) {}
}
