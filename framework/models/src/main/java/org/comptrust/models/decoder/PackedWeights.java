package org.comptrust.models.decoder;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.comptrust.models.checkpoint.StoredLinear;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.format.LinearFormats;
import org.comptrust.models.format.PackedLinear;
import org.comptrust.models.format.PackedMatrix;
import org.comptrust.models.format.PackedProducts;
import org.comptrust.models.format.PackedProducts.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a set for decoding with a few rows: quantized matrices packed, where their product is no slower, in the places of the
 * dense ones, and their scales with the biases in the places of the biases. What prompts are read with stays as it is, so the packed
 * matrices come on top of the dense ones in memory.
 */
final class PackedWeights implements AutoCloseable {
    private final TorchEngine engine;
    private final WeightSet weights;
    private final PackedUse use;
    private final PackedProducts products;
    private @Nullable PtNDManager scope;
    private @Nullable IValue list;
    private long bytes;

    PackedWeights(TorchEngine engine, WeightSet weights, PackedUse use) {
        this.engine = engine;
        this.weights = weights;
        this.use = use;
        this.products = new PackedProducts(engine);
    }

    /** A quantized linear in memory or in a file. */
    record Source(Optional<PackedLinear> memory, Optional<StoredLinear> file) {
        Optional<Kernel> kernel() {
            return memory.map(linear -> PackedProducts.kernel(linear.shape(), linear.bits(), linear.groupSize()))
                    .orElseGet(() -> file.flatMap(
                            linear -> PackedProducts.kernel(linear.shape(), linear.bits(), linear.groupSize())));
        }
    }

    private record Place(int weight, int bias, Source source) {}

    private List<Place> places() {
        List<Place> places = new ArrayList<>();
        Geometry geometry = weights.geometry();
        for (int block = 0; block < geometry.blocks(); block++) {
            List<String> names = WeightNames.ofBlock(block, geometry.layout());
            int at = WeightNames.OUTSIDE_BLOCKS + names.size() * block;
            Map<String, Integer> index = new TreeMap<>();
            for (int i = 0; i < names.size(); i++) {
                index.put(names.get(i), at + i);
            }
            index.forEach((name, i) -> {
                Integer bias = index.get(name.replaceFirst("\\.weight$", WeightNames.BIAS));
                if (bias != null && !name.isEmpty() && !name.endsWith(WeightNames.BIAS)) {
                    weights.quantized(name)
                            .filter(source ->
                                    source.kernel().filter(this::wanted).isPresent())
                            .ifPresent(source -> places.add(new Place(i, bias, source)));
                }
            });
        }
        return places;
    }

    private boolean wanted(Kernel kernel) {
        return use == PackedUse.ALWAYS || products.quicker(kernel);
    }

    /** The products that read packed matrices. */
    List<Kernel> kernels() {
        return places().stream()
                .map(place -> place.source().kernel().orElseThrow())
                .distinct()
                .toList();
    }

    /** What the matrices of {@link #list()} take, before they are made. */
    long expectedBytes() {
        return places().stream()
                .mapToLong(place -> place.source().kernel().orElseThrow().bytes())
                .sum();
    }

    /** In the order of {@code decoder.py}; stays this object's. */
    IValue list() {
        IValue known = list;
        if (known == null) {
            PtNDManager matrices = engine.newScope();
            try {
                known = engine.list(inOrder(matrices));
            } catch (RuntimeException | Error e) {
                matrices.close();
                throw e;
            }
            scope = matrices;
            list = known;
        }
        return known;
    }

    private List<PtNDArray> inOrder(PtNDManager matrices) {
        List<PtNDArray> all = weights.inOrder(0, weights.geometry().blocks());
        long made = 0;
        for (Place place : places()) {
            Optional<PackedMatrix> packed = matrix(place.source(), all.get(place.bias()), matrices);
            if (packed.isPresent()) {
                all.set(place.weight(), packed.get().codes());
                all.set(place.bias(), packed.get().scales());
                made += packed.get().bytes();
            }
        }
        bytes = made;
        return all;
    }

    private Optional<PackedMatrix> matrix(Source source, PtNDArray bias, PtNDManager into) {
        if (source.memory().isPresent()) {
            return products.matrix(source.memory().get(), bias, into);
        }
        try (PtNDManager scratch = engine.newScope();
                PackedLinear read = new LinearFormats(engine).read(source.file().orElseThrow(), scratch)) {
            return products.matrix(read, bias, into);
        }
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (list != null) {
            list.close();
        }
        if (scope != null) {
            scope.close();
        }
    }
}
