package org.comptrust.compression.magnitude;

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
import org.comptrust.api.compression.Pattern;
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

/** Magnitude pruning of one block: all linears in one stage, each alone. */
record MagnitudePlan(LayerOptions<Sparsity> sparsities) implements CompressionPlan {
    private static final KernelText TEXT = KernelText.resource(MagnitudePlan.class, "magnitude.py");

    @Override
    public List<Stage> stages(List<LinearShape> block) {
        List<LinearShape> targets = sparsities.targets(block);
        return targets.isEmpty() ? List.of() : List.of(new Stage(targets, Set.of()));
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
            finite.requireWeight(layer);
            try (NDArray scores = kernel.array("importance", layer.weight())) {
                prune(layer, scores, kernel, masks, result);
            }
            run.progress((double) ++done / block.targets().size());
        }
        return result;
    }

    private void prune(LinearLayer layer, NDArray scores, Kernel kernel, Masks masks, StageResult result) {
        Sparsity sparsity = sparsities.get(layer.shape());
        Map<String, Double> figures = new TreeMap<>();
        List<String> deviations = new ArrayList<>();
        try (NDArray mask = sparsity.pattern()
                .map(pattern -> lowestOfRuns(scores, pattern, masks, deviations))
                .orElseGet(() -> upToThreshold(layer, scores, sparsity, kernel, figures, deviations))) {
            result.put(
                    layer,
                    new DenseWeight(masks.without(layer.weight(), mask), sparsity.pattern()),
                    new LayerReport(layer.shape().name(), figures, deviations));
        }
    }

    private static NDArray lowestOfRuns(NDArray scores, Pattern pattern, Masks masks, List<String> deviations) {
        Mask lowest = masks.lowestOfRun(scores, pattern);
        lowest.ties().ifPresent(deviations::add);
        return lowest.pruned();
    }

    /** Nothing is pruned at sparsity 0; above, all up to and including the score at the position that it says, ties included. */
    private static NDArray upToThreshold(
            LinearLayer layer,
            NDArray scores,
            Sparsity sparsity,
            Kernel kernel,
            Map<String, Double> figures,
            List<String> deviations) {
        if (sparsity.ratio() == 0) {
            return kernel.array("up_to", scores, -1.0);
        }
        long position = sparsity.of(layer.shape().parameters());
        double threshold = kernel.number("score_at", scores, position);
        NDArray mask = kernel.array("up_to", scores, threshold);
        long beyond = (long) kernel.number("count", mask) - (position + 1);
        figures.put("threshold", threshold);
        if (beyond > 0) {
            deviations.add("ties: " + beyond
                    + " weights more than asked for have the magnitude of the threshold and went too");
        }
        return mask;
    }

    @Override
    public Estimate estimate(LinearShape linear) {
        if (sparsities.find(linear).isEmpty()) {
            return new Estimate(16, 0, 0);
        }
        long weights = linear.parameters();
        // A pruned weight is stored dense, in 16 bits. Selection compares each weight with a handful of others.
        return new Estimate(16, 8.0 * weights, 21 * weights);
    }
}
