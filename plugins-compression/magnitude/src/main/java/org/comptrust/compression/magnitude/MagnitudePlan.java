package org.comptrust.compression.magnitude;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.comptrust.compression.support.Pruned;
import org.comptrust.compression.support.Pruning;
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
        Pruning pruning = new Pruning(run.kernels());
        Finite finite = new Finite(run.kernels());
        StageResult result = new StageResult();
        int done = 0;
        for (LinearLayer layer : block.targets()) {
            run.throwIfCancelled();
            finite.requireWeight(layer);
            Optional<Pattern> pattern = sparsities.get(layer.shape()).pattern();
            Map<String, Double> figures = new TreeMap<>();
            List<String> deviations = new ArrayList<>();
            NDArray pruned = pattern.isPresent()
                    ? withoutLeastOfRuns(layer, pattern.get(), pruning, run, deviations)
                    : upToThreshold(layer, kernel, pruning, figures, deviations);
            result.put(
                    layer,
                    new DenseWeight(pruned, pattern),
                    new LayerReport(layer.shape().name(), figures, deviations));
            run.progress((double) ++done / block.targets().size());
        }
        return result;
    }

    private static NDArray withoutLeastOfRuns(
            LinearLayer layer, Pattern pattern, Pruning pruning, RunContext run, List<String> deviations) {
        try (NDArray ones = run.arrays().create(new Shape(0))) {
            Pruned pruned = pruning.withoutLeastOfRuns(layer.weight(), ones, pattern);
            pruned.ties().ifPresent(deviations::add);
            return pruned.values();
        }
    }

    private NDArray upToThreshold(
            LinearLayer layer, Kernel kernel, Pruning pruning, Map<String, Double> figures, List<String> deviations) {
        NDArray weight = layer.weight();
        try (NDArray scores = kernel.array("importance", weight);
                NDArray mask =
                        upToThreshold(layer, scores, sparsities.get(layer.shape()), kernel, figures, deviations)) {
            return pruning.without(weight, mask);
        }
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
