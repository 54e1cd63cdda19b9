package org.comptrust.compression.magnitude;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.DenseWeight;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.kernel.Kernel;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.model.LinearShape;
import org.comptrust.compression.support.Finite;
import org.comptrust.compression.support.Masks;
import org.comptrust.compression.support.Sparsity;

/** Magnitude pruning of one block: all linears in one stage, each alone. */
record MagnitudePlan(Sparsity sparsity) implements CompressionPlan {
    private static final KernelText TEXT = KernelText.resource(MagnitudePlan.class, "magnitude.py");

    @Override
    public List<Stage> stages(List<LinearShape> block) {
        return block.isEmpty() ? List.of() : List.of(new Stage(block, Set.of()));
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
        if (sparsity.pattern().isPresent()) {
            try (NDArray mask = masks.lowestOfRun(scores, sparsity.pattern().get())) {
                result.put(layer, new DenseWeight(masks.without(layer.weight(), mask), sparsity.pattern()));
            }
            return;
        }
        // Nothing is pruned at 0; above, all up to and including the score at this position, ties included.
        double threshold = sparsity.ratio() == 0
                ? -1
                : kernel.number("score_at", scores, sparsity.of(layer.shape().parameters()));
        try (NDArray mask = kernel.array("up_to", scores, threshold)) {
            LayerReport report = new LayerReport(
                    layer.shape().name(), threshold < 0 ? Map.of() : Map.of("threshold", threshold), List.of());
            result.put(layer, new DenseWeight(masks.without(layer.weight(), mask), sparsity.pattern()), report);
        }
    }

    @Override
    public Estimate estimate(LinearShape linear) {
        long weights = linear.parameters();
        // A pruned weight is stored dense, in 16 bits. Selection compares each weight with a handful of others.
        return new Estimate(16, 8.0 * weights, 21 * weights);
    }
}
