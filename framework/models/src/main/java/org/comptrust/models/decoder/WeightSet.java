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
import java.util.stream.IntStream;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.models.checkpoint.StoredLinear;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;
import org.comptrust.models.format.LinearFormats;
import org.comptrust.models.format.PackedLinear;
import org.comptrust.models.format.PackedProducts;
import org.jspecify.annotations.Nullable;

/**
 * Weights of a decoder on a device, in one precision, by checkpoint name. A base owns all its tensors; an {@linkplain #overlay() overlay}
 * owns only those that differ and shares the rest, so that ten variants of a model cost little more than one. Linears can be held
 * packed, and unpacked only while they are computed with. Closing frees what it owns; a base outlives its overlays. Thread-safe, except
 * while tensors are put.
 */
public final class WeightSet implements AutoCloseable {
    static final KernelText DECODER = KernelText.resource(WeightSet.class, "decoder.py");

    /** For {@link #list(int)}: the weights outside the blocks alone. */
    static final int NO_BLOCK = -1;

    private static final int ALL_BLOCKS = -2;

    private final TorchEngine engine;
    private final Geometry geometry;
    private final Precision precision;
    private final @Nullable WeightSet base;
    private final PtNDManager scope;
    private final Map<String, PtNDArray> own = new HashMap<>();
    private final Map<String, PackedLinear> packed = new HashMap<>();
    private final Map<String, StoredLinear> stored = new HashMap<>();
    private final Map<Integer, IValue> lists = new HashMap<>();
    private PackedUse packedUse = PackedUse.WHERE_QUICKER;
    private @Nullable PackedWeights packedWeights;
    private @Nullable List<PackedProducts.Kernel> packedKernels;
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
        forget(name);
        own.put(name, kept);
        dropLists();
    }

    /**
     * Takes over a packed weight. It is unpacked when it is first asked for, and again after {@link #pack()}; what it replaces is
     * freed.
     */
    public void putPacked(String name, PackedLinear weight) {
        weight.attach(scope);
        forget(name);
        packed.put(name, weight);
        dropLists();
    }

    /** Remembers where a quantized weight came from, whose numbers were put: products with a few rows may read its codes instead. */
    public void storedAs(StoredLinear linear) {
        if (linear.format().isQuantized()) {
            stored.put(linear.shape().name() + ".weight", linear);
            dropLists();
        }
    }

    /** Whether products with a few rows read quantized weights packed; at first, where that is no slower. */
    public void usePacked(PackedUse use) {
        packedUse = use;
        dropLists();
    }

    /** The packed form of a weight, if it was put so. */
    public Optional<PackedLinear> packed(String name) {
        return Optional.ofNullable(packed.get(name));
    }

    /** Frees the unpacked forms of the weights that this set holds packed. */
    public void pack() {
        dropLists();
        for (String name : packed.keySet()) {
            PtNDArray unpacked = own.remove(name);
            if (unpacked != null) {
                unpacked.close();
            }
        }
    }

    private void forget(String name) {
        PtNDArray unpacked = own.remove(name);
        if (unpacked != null) {
            unpacked.close();
        }
        stored.remove(name);
        PackedLinear before = packed.remove(name);
        if (before != null) {
            before.close();
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
    public synchronized Optional<PtNDArray> find(String name) {
        PtNDArray mine = own.get(name);
        if (mine == null && packed.containsKey(name)) {
            mine = unpacked(name, packed.get(name));
        }
        if (mine != null || base == null) {
            return Optional.ofNullable(mine);
        }
        return base.find(name);
    }

    private PtNDArray unpacked(String name, PackedLinear weight) {
        PtNDArray values = precision.narrow(engine, new LinearFormats(engine).dense(weight, scope), scope);
        own.put(name, values);
        return values;
    }

    /** A tensor that must be there. */
    public PtNDArray get(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("no tensor " + name));
    }

    /** Names of the tensors that this set itself holds. */
    public Set<String> ownNames() {
        Set<String> names = new TreeSet<>(own.keySet());
        names.addAll(packed.keySet());
        names.remove("");
        return names;
    }

    /** Bytes of the tensors that this set itself holds, packed and unpacked. */
    public long ownBytes() {
        long unpacked =
                own.values().stream().mapToLong(t -> t.getShape().size()).sum() * precision.bytes();
        return unpacked
                + packed.values().stream().mapToLong(PackedLinear::bytes).sum();
    }

    /** Bytes of the tables of rotary positions, which a base makes when it is first read; 0 for an overlay, which reads the base's. */
    public long rotaryBytes() {
        return base == null ? 2L * Float.BYTES * geometry.positions() * geometry.frequencies().length : 0;
    }

    /** Bytes of the matrices of the blocks and of the head, those shared with the base included. */
    synchronized long matrixBytes() {
        List<PtNDArray> all = inOrder(0, geometry.blocks());
        return IntStream.range(0, all.size())
                        .filter(i -> i == WeightNames.HEAD_AT || i >= WeightNames.OUTSIDE_BLOCKS)
                        .mapToObj(i -> all.get(i).getShape())
                        .filter(shape -> shape.dimension() == 2)
                        .mapToLong(Shape::size)
                        .sum()
                * precision.bytes();
    }

    /** Size of the weights that a forward step reads, those shared with the base included. */
    long allBytes() {
        return base == null ? ownBytes() : base.allBytes();
    }

    /** Where the quantized form of a weight is, if it has one: this set's own, or the base's where this set shares it. */
    Optional<PackedWeights.Source> quantized(String name) {
        PackedLinear inMemory = packed.get(name);
        StoredLinear inFile = stored.get(name);
        if (inMemory != null || inFile != null) {
            return Optional.of(new PackedWeights.Source(Optional.ofNullable(inMemory), Optional.ofNullable(inFile)));
        }
        return base == null || own.containsKey(name) ? Optional.empty() : base.quantized(name);
    }

    /**
     * The products with which steps of at most {@link PackedProducts#ROWS} rows read quantized weights packed: on the processor in
     * bfloat16, those for this set's weights that are no slower. Measures what is not known yet.
     */
    public synchronized List<PackedProducts.Kernel> packedKernels() {
        List<PackedProducts.Kernel> known = packedKernels;
        if (known == null) {
            boolean may = packedUse != PackedUse.NEVER
                    && precision == Precision.BFLOAT16
                    && !engine.device().isCuda();
            known = may ? new PackedWeights(engine, this, packedUse).kernels() : List.of();
            packedKernels = known;
        }
        return known;
    }

    /** Whether there are {@link #packedKernels() such products}. */
    public boolean readsPacked() {
        return !packedKernels().isEmpty();
    }

    /** The list with packed matrices for such steps, made when it is first asked for; stays this set's. */
    synchronized Optional<IValue> packedList() {
        if (!readsPacked()) {
            return Optional.empty();
        }
        if (packedWeights == null) {
            packedWeights = new PackedWeights(engine, this, packedUse);
        }
        return Optional.of(packedWeights.list());
    }

    /** Bytes that the packed matrices for such steps will take once they are made; 0 where steps do without. */
    public synchronized long expectedPackedBytes() {
        return readsPacked() ? new PackedWeights(engine, this, packedUse).expectedBytes() : 0;
    }

    /** Bytes of the packed matrices that were made for such steps; 0 before. */
    public synchronized long packedBytes() {
        return packedWeights == null ? 0 : packedWeights.bytes();
    }

    /** All weights in the order of {@code decoder.py}; stays this set's. */
    IValue list() {
        return list(ALL_BLOCKS);
    }

    /**
     * The same list with the weights of one block, or of none, so that those of the others stay packed; stays this set's.
     *
     * @param block or {@link #NO_BLOCK}
     */
    synchronized IValue list(int block) {
        IValue current = lists.get(block);
        if (current == null) {
            int start = block == ALL_BLOCKS ? 0 : Math.max(block, 0);
            int end = block == ALL_BLOCKS ? geometry.blocks() : block + 1;
            current = engine.list(inOrder(start, end));
            lists.put(block, current);
        }
        return current;
    }

    /** @param end the block after the last whose weights are wanted */
    List<PtNDArray> inOrder(int start, int end) {
        PtNDArray none = none();
        List<PtNDArray> all = new ArrayList<>();
        // A walk over blocks alone, as in compression of hidden states, has neither embedding nor head.
        PtNDArray embedding = find(WeightNames.EMBEDDING).orElse(none);
        all.add(embedding);
        all.add(find(WeightNames.FINAL_NORM).orElse(none));
        all.add(find(WeightNames.HEAD).orElse(embedding));
        all.addAll(rotary());
        for (int i = 0; i < geometry.blocks(); i++) {
            boolean wanted = i >= start && i < end;
            for (String name : WeightNames.ofBlock(i, geometry.layout())) {
                boolean absent = !wanted || name.isEmpty();
                boolean optional = name.endsWith(WeightNames.BIAS);
                all.add(absent ? none : optional ? find(name).orElse(none) : get(name));
            }
        }
        return all;
    }

    /** Variants ask for it, and for what follows, on threads of their own. */
    private synchronized PtNDArray none() {
        return base != null
                ? base.none()
                : own.computeIfAbsent("", name -> scope.create(new Shape(0), DataType.FLOAT32));
    }

    private synchronized List<PtNDArray> rotary() {
        if (base != null) {
            return base.rotary();
        }
        if (rotary == null) {
            TorchModule module = engine.module(DECODER);
            try (NDArray frequencies = scope.create(geometry.frequencies());
                    IValue table =
                            module.call("rotary_table", frequencies, geometry.positions(), geometry.amplitude())) {
                rotary = List.of(table.toTensorArray(scope));
            }
        }
        return rotary;
    }

    private synchronized void dropLists() {
        lists.values().forEach(IValue::close);
        lists.clear();
        packedKernels = null;
        if (packedWeights != null) {
            packedWeights.close();
            packedWeights = null;
        }
    }

    @Override
    public void close() {
        dropLists();
        own.clear();
        packed.clear();
        scope.close();
    }
}
