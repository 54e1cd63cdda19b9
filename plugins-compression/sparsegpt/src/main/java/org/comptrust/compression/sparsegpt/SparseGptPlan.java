package org.comptrust.compression.sparsegpt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.compression.UnsupportedLayerException;
import org.comptrust.api.model.LinearShape;
import org.comptrust.compression.support.Hessian;
import org.comptrust.compression.support.HessianFactor;
import org.comptrust.compression.support.LayerOptions;
import org.comptrust.compression.support.SecondOrder;
import org.comptrust.compression.support.Sparsity;

/**
 * SparseGPT on one block: all linears in one stage, measured while the block is still dense. The Hessian of an input is factored once for all
 * linears that read it with the same dampening.
 *
 * @param layers options of each linear that is to be compressed
 * @param sparsities how much of each goes
 * @param hessian what it is computed from
 */
record SparseGptPlan(LayerOptions<SparseGptOptions> layers, LayerOptions<Sparsity> sparsities, Hessian hessian)
        implements CompressionPlan {
    private static final int DENSE_BITS = 16;
    private static final int SCALE_BITS = 16;

    @Override
    public List<Stage> stages(List<LinearShape> block) {
        List<LinearShape> targets = layers.targets(block);
        return targets.isEmpty() ? List.of() : List.of(new Stage(targets, Set.of(hessian.need())));
    }

    @Override
    public StageResult compress(DecoderBlock block, RunContext run) {
        SparseGptPruner pruner = new SparseGptPruner(run.kernels());
        SecondOrder secondOrder = new SecondOrder(run.kernels());
        StageResult result = new StageResult();
        int done = 0;
        for (LinearInput input : block.inputs()) {
            for (Map.Entry<Double, List<LinearLayer>> group :
                    readers(block, input).entrySet()) {
                run.throwIfCancelled();
                List<LinearLayer> alike = group.getValue();
                try (HessianFactor factor = factor(secondOrder, alike.get(0), group.getKey())) {
                    for (LinearLayer layer : alike) {
                        run.throwIfCancelled();
                        SparseGptPruner.Pruned pruned =
                                pruner.prune(layer, layers.get(layer.shape()), sparsities.get(layer.shape()), factor);
                        result.put(layer, pruned.weight(), pruned.report());
                        run.progress((double) ++done / block.targets().size());
                    }
                }
            }
        }
        return result;
    }

    /** The targets that read an input, by dampening. */
    private Map<Double, List<LinearLayer>> readers(DecoderBlock block, LinearInput input) {
        Map<Double, List<LinearLayer>> readers = new LinkedHashMap<>();
        for (LinearLayer layer : block.targets()) {
            if (layer.input() == input) {
                double dampening = layers.get(layer.shape()).dampening();
                readers.computeIfAbsent(dampening, key -> new ArrayList<>()).add(layer);
            }
        }
        return readers;
    }

    private static HessianFactor factor(SecondOrder secondOrder, LinearLayer layer, double dampening) {
        return secondOrder
                .factor(layer, dampening, false)
                .orElseThrow(() -> new UnsupportedLayerException(layer.shape().name()
                        + ": the Hessian of its inputs is not positive definite, also at dampening "
                        + SecondOrder.highest(dampening)
                        + ". Use more calibration text or a higher dampening, or leave the layer out."));
    }

    @Override
    public Estimate estimate(LinearShape linear) {
        if (layers.find(linear).isEmpty()) {
            return new Estimate(DENSE_BITS, 0, 0); // left as it is
        }
        SparseGptOptions options = layers.get(linear);
        double in = linear.in();
        double weights = linear.parameters();
        // A pruned weight is stored dense in 16 bits; codes take their bits, and a scale and a zero-point for each row.
        double bits = options.bits()
                .map(b -> b + (double) (SCALE_BITS + b) / linear.in())
                .orElse((double) DENSE_BITS);
        // A factorisation and an inverse; corrections between blocks and within them; choosing and a dozen operations
        // on each weight.
        double flops = 2 * in * in * in / 3 + weights * (in + options.blockSize() + 20);
        // The Hessian and its factor; then the factor and four float32 copies of the weight.
        double scratch = Math.max(8 * in * in, 4 * in * in + 17 * weights);
        return new Estimate(bits, flops, (long) scratch);
    }
}
