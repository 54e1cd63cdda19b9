package org.comptrust.compression.sparsegpt;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.comptrust.api.compression.DenseWeight;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Pattern;
import org.comptrust.api.compression.Weight;
import org.comptrust.api.kernel.Kernel;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.kernel.Kernels;
import org.comptrust.compression.support.Finite;
import org.comptrust.compression.support.Grids;
import org.comptrust.compression.support.HessianFactor;
import org.comptrust.compression.support.SecondOrder;
import org.comptrust.compression.support.Sparsity;

/** SparseGPT on one matrix: what stays, corrected, and what to say of it. */
final class SparseGptPruner {
    private static final KernelText TEXT = SecondOrder.with(KernelText.resource(SparseGptPruner.class, "sparsegpt.py"));

    private final Kernel kernel;
    private final Grids grids;
    private final Finite finite;

    SparseGptPruner(Kernels kernels) {
        this.kernel = kernels.load(TEXT);
        this.grids = new Grids(kernels);
        this.finite = new Finite(kernels);
    }

    /** A weight and its report. */
    record Pruned(Weight weight, LayerReport report) {}

    /** @throws org.comptrust.api.compression.UnsupportedLayerException if the weight, or what becomes of it, is not finite */
    Pruned prune(LinearLayer layer, SparseGptOptions options, Sparsity sparsity, HessianFactor factor) {
        finite.requireWeight(layer);
        Optional<Pattern> pattern = sparsity.pattern();
        int bits = options.bits().orElse(0);
        List<NDArray> parts = kernel.arrays(
                "prune",
                layer.weight(),
                factor.inverse(),
                factor.dead(),
                pattern.map(Pattern::zeros).orElse(0),
                pattern.map(Pattern::run).orElse(1),
                sparsity.ratio(),
                bits,
                options.blockSize());
        double loss;
        double marked;
        try (NDArray counted = parts.get(parts.size() - 1)) {
            double[] values = counted.toDoubleArray();
            loss = values[0];
            marked = values[1];
        }
        finite.requireResult(layer, loss);
        Map<String, Double> figures = new TreeMap<>();
        figures.put("loss", loss);
        figures.put("pruned", marked / layer.shape().parameters());
        figures.put("dampening", factor.dampening());
        figures.put("deadInputs", (double) factor.deadInputs());
        Weight weight;
        if (bits == 0) {
            weight = new DenseWeight(parts.get(0), pattern);
            figures.put("relativeError", grids.relativeError(parts.get(0), layer.weight()));
        } else {
            var quantized = grids.checked(layer, bits, false, parts.subList(0, 4), pattern);
            figures.put("relativeError", grids.relativeError(quantized, layer.weight()));
            weight = quantized;
        }
        return new Pruned(weight, new LayerReport(layer.shape().name(), figures, factor.deviations()));
    }
}
