package org.comptrust.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;
import org.jspecify.annotations.Nullable;

/**
 * Weights of a decoder on a device, in one precision, by checkpoint name. A base owns all its tensors; an {@linkplain #overlay() overlay}
 * owns only those that differ and shares the rest, so that ten variants of a model cost little more than one. Closing frees what
 * it owns; a base outlives its overlays. Not thread-safe while tensors are put.
 */
public final class WeightSet implements AutoCloseable {
    static final KernelText DECODER = KernelText.resource(WeightSet.class, "decoder.py");

    private final TorchEngine engine;
    private final Geometry geometry;
    private final Precision precision;
    private final @Nullable WeightSet base;
    private final PtNDManager scope;
    private final Map<String, PtNDArray> own = new HashMap<>();
    private @Nullable IValue list;
    private @Nullable List<PtNDArray> rotary;

    private WeightSet(TorchEngine engine, Geometry geometry, Precision precision, @Nullable WeightSet base) {
        this.engine = engine;
        this.geometry = geometry;
        this.precision = precision;
        this.base = base;
        this.scope = engine.newScope();
    }

    /** An empty base in float32. */
    public static WeightSet base(TorchEngine engine, Geometry geometry) {
        return base(engine, geometry, Precision.FLOAT32);
    }

    /** An empty base. */
    public static WeightSet base(TorchEngine engine, Geometry geometry, Precision precision) {
        return new WeightSet(engine, geometry, precision, null);
    }

    /** A variant of this set that changes nothing yet. */
    public WeightSet overlay() {
        return new WeightSet(engine, geometry, precision, this);
    }

    public Geometry geometry() {
        return geometry;
    }

    /** Where tensors that will be put can be made. */
    public PtNDManager scope() {
        return scope;
    }

    public Precision precision() {
        return precision;
    }

    /** Takes over a float32 tensor, narrowed to the set's precision; frees the one it replaces, if that was this set's own. */
    public void put(String name, NDArray tensor) {
        if (tensor.getDataType() != DataType.FLOAT32) {
            throw new IllegalArgumentException(name + " must be float32, was " + tensor.getDataType());
        }
        PtNDArray kept = precision.narrow(engine, (PtNDArray) tensor, scope);
        PtNDArray replaced = own.put(name, kept);
        dropList();
        if (replaced != null) {
            replaced.close();
        }
    }

    /**
     * Takes over a float32 tensor, but keeps the base's where that holds the same numbers.
     *
     * @return whether the base's was kept
     */
    public boolean putOrShare(String name, NDArray tensor) {
        put(name, tensor);
        Optional<PtNDArray> theirs = base == null ? Optional.empty() : base.find(name);
        boolean equal = theirs.isPresent() && theirs.get().contentEquals(get(name));
        if (equal) {
            PtNDArray mine = own.remove(name);
            if (mine != null) {
                mine.close();
            }
        }
        return equal;
    }

    /** A tensor, this set's own or the base's. */
    public Optional<PtNDArray> find(String name) {
        PtNDArray mine = own.get(name);
        if (mine != null || base == null) {
            return Optional.ofNullable(mine);
        }
        return base.find(name);
    }

    /** A tensor that must be there. */
    public PtNDArray get(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("no tensor " + name));
    }

    /** Names of the tensors that this set itself holds. */
    public Set<String> ownNames() {
        Set<String> names = new TreeSet<>(own.keySet());
        names.remove("");
        return names;
    }

    /** Bytes of the tensors that this set itself holds. */
    public long ownBytes() {
        return own.values().stream()
                .mapToLong(t -> t.getShape().size() * Float.BYTES)
                .sum();
    }

    /** All weights in the order of {@code decoder.py}; stays this set's. */
    synchronized IValue list() {
        IValue current = list;
        if (current == null) {
            current = IValue.listFrom(inOrder().toArray(PtNDArray[]::new));
            list = current;
        }
        return current;
    }

    private List<PtNDArray> inOrder() {
        PtNDArray none = none();
        List<PtNDArray> all = new ArrayList<>();
        // A walk over blocks alone, as in compression of hidden states, has neither embedding nor head.
        PtNDArray embedding = find(WeightNames.EMBEDDING).orElse(none);
        all.add(embedding);
        all.add(find(WeightNames.FINAL_NORM).orElse(none));
        all.add(find(WeightNames.HEAD).orElse(embedding));
        all.addAll(rotary());
        for (int i = 0; i < geometry.blocks(); i++) {
            WeightNames.blockWeights(i).forEach(name -> all.add(get(name)));
            WeightNames.blockBiases(i).forEach(name -> all.add(find(name).orElse(none)));
        }
        return all;
    }

    private PtNDArray none() {
        return base != null
                ? base.none()
                : own.computeIfAbsent("", name -> scope.create(new Shape(0), DataType.FLOAT32));
    }

    private List<PtNDArray> rotary() {
        if (base != null) {
            return base.rotary();
        }
        if (rotary == null) {
            TorchModule module = engine.module(DECODER);
            try (NDArray frequencies = scope.create(geometry.frequencies());
                    IValue table = module.call("rotary_table", frequencies, geometry.positions())) {
                rotary = List.of(table.toTensorArray(scope));
            }
        }
        return rotary;
    }

    private synchronized void dropList() {
        if (list != null) {
            list.close();
            list = null;
        }
    }

    @Override
    public void close() {
        dropList();
        own.clear();
        scope.close();
    }
}
