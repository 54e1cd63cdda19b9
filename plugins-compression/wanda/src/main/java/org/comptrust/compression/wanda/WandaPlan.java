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
import org.comptrust.compression.support.Mask;
import org.comptrust.compression.support.Masks;
import org.comptrust.compression.support.Sparsity;

/** Wanda on one block: all linears in one stage, measured while the block is still dense. */
record WandaPlan(LayerOptions<Sparsity> sparsities, LayerOptions<Boolean> alphaSearch) implements CompressionPlan {
    private static final KernelText TEXT = KernelText.resource(WandaPlan.class, "wanda.py");

    @Override
    public List<Stage> stages(List<LinearShape> block) {
        List<LinearShape> targets = sparsities.targets(block);
        return targets.isEmpty() ? List.of() : List.of(new Stage(targets, Set.of(Need.MEAN_SQUARE)));
    }

    @Override
    public StageResult compress(DecoderBlock block, RunContext run) {
        Kernel kernel = run.kernels().load(TEXT);
        Masks masks = new Masks(run.kernels());
        Finite finite = new Finite(run.kernels());
        StageResult result = new StageResult();
        int done = 0;
        for (LinearLayer layer : block.targets()) {
            run.throwIfCancelled();
            NDArray meanSquare = layer.input().meanSquare();
            finite.requireWeight(layer);
            finite.requireStatistic(layer, meanSquare, "mean square");
            Map<String, Double> figures = new TreeMap<>();
            List<String> deviations = new ArrayList<>();
            describeInputs(layer, (long) kernel.number("dead", meanSquare), figures, deviations);
            Sparsity sparsity = sparsities.get(layer.shape());
            try (NDArray scores = kernel.array("importance", layer.weight(), meanSquare);
                    NDArray mask = mask(layer, scores, kernel, masks, figures, deviations)) {
                DenseWeight pruned = new DenseWeight(masks.without(layer.weight(), mask), sparsity.pattern());
                result.put(layer, pruned, new LayerReport(layer.shape().name(), figures, deviations));
            }
            run.progress((double) ++done / block.targets().size());
        }
        return result;
    }

    private NDArray mask(
            LinearLayer layer,
            NDArray scores,
            Kernel kernel,
            Masks masks,
            Map<String, Double> figures,
            List<String> deviations) {
        Sparsity sparsity = sparsities.get(layer.shape());
        if (alphaSearch.get(layer.shape())) {
            List<NDArray> found = kernel.arrays("alpha_search", scores, sparsity.ratio());
            try (NDArray alpha = found.get(1)) {
                figures.put("alpha", (double) alpha.getFloat());
            }
            long spared = (long) kernel.number("spared", found.get(0));
            if (spared > 0 && sparsity.ratio() > 0) {
                deviations.add(spared + " of " + layer.shape().out()
                        + " rows lost nothing: their lowest score alone is above alpha times their sum");
            }
            return found.get(0);
        }
        Mask lowest = sparsity.pattern()
                .map(pattern -> masks.lowestOfRun(scores, pattern))
                .orElseGet(() -> masks.lowestOfRow(
                        scores, (int) sparsity.of(layer.shape().in())));
        lowest.ties().ifPresent(deviations::add);
        return lowest.pruned();
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
        // A pruned weight is stored dense, in 16 bits. Scratch: scores, their sorted copy with order, mask, and sums of
        // the variant.
        return new Estimate(16, (3 + comparisons) * weights, (alphaSearch.get(linear) ? 30 : 21) * weights);
    }
}
