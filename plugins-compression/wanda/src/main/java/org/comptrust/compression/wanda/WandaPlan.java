package org.comptrust.compression.wanda;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.DenseWeight;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.kernel.Kernel;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.model.LinearShape;
import org.comptrust.compression.support.Finite;
import org.comptrust.compression.support.LayerOptions;
import org.comptrust.compression.support.Pruned;
import org.comptrust.compression.support.Pruning;
import org.comptrust.compression.support.Sparsity;

/** Wanda on one block: all linears in one stage, measured while the block is still dense. */
record WandaPlan(LayerOptions<Sparsity> sparsities, LayerOptions<Boolean> alphaSearch) implements CompressionPlan {
    private static final KernelText TEXT = Pruning.with(KernelText.resource(WandaPlan.class, "wanda.py"));

    /** Bytes of bands of scores, what is selected of them, and what else is made of them. */
    private static final long BANDS = 16L << 20;

    @Override
    public List<Stage> stages(List<LinearShape> block) {
        List<LinearShape> targets = sparsities.targets(block);
        return targets.isEmpty() ? List.of() : List.of(new Stage(targets, Set.of(Need.MEAN_SQUARE)));
    }

    @Override
    public StageResult compress(DecoderBlock block, RunContext run) {
        Kernel kernel = run.kernels().load(TEXT);
        Pruning pruning = new Pruning(run.kernels());
        Finite finite = new Finite(run.kernels());
        StageResult result = new StageResult();
        int done = 0;
        for (LinearLayer layer : block.targets()) {
            run.throwIfCancelled();
            NDArray weight = layer.weight();
            NDArray meanSquare = layer.input().meanSquare();
            finite.requireWeight(layer);
            finite.requireStatistic(layer, meanSquare, "mean square");
            Map<String, Double> figures = new TreeMap<>();
            List<String> deviations = new ArrayList<>();
            describeInputs(layer, (long) kernel.number("dead", meanSquare), figures, deviations);
            Sparsity sparsity = sparsities.get(layer.shape());
            try (NDArray norms = kernel.array("norms", meanSquare)) {
                NDArray pruned = alphaSearch.get(layer.shape())
                        ? searched(layer, weight, norms, kernel, pruning, figures, deviations)
                        : pruned(layer, weight, norms, pruning, deviations);
                result.put(
                        layer,
                        new DenseWeight(pruned, sparsity.pattern()),
                        new LayerReport(layer.shape().name(), figures, deviations));
            }
            run.progress((double) ++done / block.targets().size());
        }
        return result;
    }

    private NDArray pruned(LinearLayer layer, NDArray weight, NDArray norms, Pruning pruning, List<String> deviations) {
        Sparsity sparsity = sparsities.get(layer.shape());
        Pruned pruned = sparsity.pattern()
                .map(pattern -> pruning.withoutLeastOfRuns(weight, norms, pattern))
                .orElseGet(() -> pruning.withoutLeastOfRows(
                        weight, norms, (int) sparsity.of(layer.shape().in())));
        pruned.ties().ifPresent(deviations::add);
        return pruned.values();
    }

    private NDArray searched(
            LinearLayer layer,
            NDArray weight,
            NDArray norms,
            Kernel kernel,
            Pruning pruning,
            Map<String, Double> figures,
            List<String> deviations) {
        double ratio = sparsities.get(layer.shape()).ratio();
        List<NDArray> found = kernel.arrays("alpha_search", weight, norms, ratio);
        try (NDArray mask = found.get(0);
                NDArray alpha = found.get(1)) {
            figures.put("alpha", (double) alpha.getFloat());
            long spared = (long) kernel.number("spared", mask);
            if (spared > 0 && ratio > 0) {
                deviations.add(spared + " of " + layer.shape().out()
                        + " rows lost nothing: their lowest score alone is above alpha times their sum");
            }
            return pruning.without(weight, mask);
        }
    }

    private static void describeInputs(
            LinearLayer layer, long dead, Map<String, Double> figures, List<String> deviations) {
        figures.put("deadInputs", (double) dead);
        if (dead > 0) {
            deviations.add(dead + " of " + layer.shape().in()
                    + " inputs were zero on all calibration tokens: their weights score 0 and go first");
        }
    }

    @Override
    public Estimate estimate(LinearShape linear) {
        if (sparsities.find(linear).isEmpty()) {
            return new Estimate(16, 0, 0);
        }
        long weights = linear.parameters();
        double comparisons =
                Math.log(sparsities.get(linear).pattern().map(p -> p.run()).orElse(linear.in())) / Math.log(2);
        // A pruned weight is stored dense, in 16 bits. Scratch: what becomes of the weight, and bands of scores; the
        // variant holds
        // scores, their sorted copy with order, running sums and mask of the whole.
        return new Estimate(
                16, (3 + comparisons) * weights, alphaSearch.get(linear) ? 30 * weights : 4 * weights + BANDS);
    }
}
