package org.comptrust.compression.gptq;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

/**
 * GPTQ on one block: four stages, each measured after the earlier ones were quantized, or one. The Hessian of an input is factored once
 * for all linears that read it with the same settings.
 *
 * @param layers options of each linear that is to be compressed
 * @param trueSequential whether stages follow the flow of the block
 * @param hessian what it is computed from
 */
record GptqPlan(LayerOptions<GptqOptions> layers, boolean trueSequential, Hessian hessian) implements CompressionPlan {
    private static final int SCALE_BITS = 16;
    private static final int ORDER_BITS = 32;

    /** What one factorisation depends on, for a given input. */
    private record FactorKey(double dampening, boolean actOrder) {}

    @Override
    public List<Stage> stages(List<LinearShape> block) {
        Map<Integer, List<LinearShape>> steps = new TreeMap<>();
        layers.targets(block).forEach(linear -> steps.computeIfAbsent(step(linear), at -> new ArrayList<>())
                .add(linear));
        return steps.values().stream()
                .map(linears -> new Stage(linears, Set.of(hessian.need())))
                .toList();
    }

    private int step(LinearShape linear) {
        if (!trueSequential) {
            return 0;
        }
        return switch (linear.role()) {
            case Q, K, V, QKV -> 0;
            case O -> 1;
            case GATE, UP, GATE_UP -> 2;
            case DOWN -> 3;
            case OTHER -> 4;
        };
    }

    @Override
    public StageResult compress(DecoderBlock block, RunContext run) {
        GptqQuantizer quantizer = new GptqQuantizer(run.kernels());
        SecondOrder secondOrder = new SecondOrder(run.kernels());
        StageResult result = new StageResult();
        int done = 0;
        for (LinearInput input : block.inputs()) {
            for (Map.Entry<FactorKey, List<LinearLayer>> group :
                    readers(block, input).entrySet()) {
                run.throwIfCancelled();
                FactorKey key = group.getKey();
                List<LinearLayer> alike = group.getValue();
                Optional<HessianFactor> factor = secondOrder.factor(alike.get(0), key.dampening(), key.actOrder());
                try {
                    for (LinearLayer layer : alike) {
                        run.throwIfCancelled();
                        GptqQuantizer.Quantized quantized = quantize(layer, factor, quantizer);
                        result.put(layer, quantized.weight(), quantized.report());
                        run.progress((double) ++done / block.targets().size());
                    }
                } finally {
                    factor.ifPresent(HessianFactor::close);
                }
            }
        }
        return result;
    }

    /** The targets that read an input, by what their factorisation depends on. */
    private Map<FactorKey, List<LinearLayer>> readers(DecoderBlock block, LinearInput input) {
        Map<FactorKey, List<LinearLayer>> readers = new LinkedHashMap<>();
        for (LinearLayer layer : block.targets()) {
            if (layer.input() == input) {
                GptqOptions options = layers.get(layer.shape());
                readers.computeIfAbsent(
                                new FactorKey(options.dampening(), options.actOrder()), key -> new ArrayList<>())
                        .add(layer);
            }
        }
        return readers;
    }

    private GptqQuantizer.Quantized quantize(
            LinearLayer layer, Optional<HessianFactor> factor, GptqQuantizer quantizer) {
        GptqOptions options = layers.get(layer.shape());
        if (factor.isPresent()) {
            return quantizer.quantize(layer, options, factor.get());
        }
        if (options.fallback() == Fallback.ROUND) {
            return quantizer.round(layer, options);
        }
        throw new UnsupportedLayerException(
                layer.shape().name() + ": the Hessian of its inputs is not positive definite, also at dampening "
                        + SecondOrder.highest(options.dampening())
                        + ". Use more calibration text or a higher dampening, leave the layer out, or set fallback to round.");
    }

    @Override
    public Estimate estimate(LinearShape linear) {
        if (layers.find(linear).isEmpty()) {
            return new Estimate(16, 0, 0); // left as it is
        }
        GptqOptions options = layers.get(linear);
        double in = linear.in();
        double weights = linear.parameters();
        int size = options.groupSize() == -1 ? linear.in() : Math.max(1, options.groupSize());
        long groups = (linear.in() + size - 1L) / size;
        int perGroup = SCALE_BITS + (options.symmetric() ? 0 : options.bits());
        boolean reordered = options.actOrder() && !options.staticGroups() && groups > 1;
        double order = reordered ? ORDER_BITS * in : 0;
        double bits = options.bits() + (perGroup * groups * (double) linear.out() + order) / weights;
        // A factorisation and an inverse; corrections between blocks and within them; a dozen operations on each
        // weight.
        double flops = 2 * in * in * in / 3 + weights * (in + options.blockSize() + 12);
        // The Hessian, its factor and a permuted copy; then the factor, two float32 copies of the weight, their change,
        // codes twice.
        double scratch = Math.max(12 * in * in, 4 * in * in + 14 * weights);
        return new Estimate(bits, options.mse() ? flops + 80.0 * 10 * weights : flops, (long) scratch);
    }
}
