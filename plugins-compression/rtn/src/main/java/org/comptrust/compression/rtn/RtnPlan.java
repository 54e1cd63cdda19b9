package org.comptrust.compression.rtn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.model.LinearShape;
import org.comptrust.compression.support.Finite;
import org.comptrust.compression.support.Grids;
import org.comptrust.compression.support.LayerOptions;

/** Round-to-nearest of one block: all linears in one stage, each alone. */
record RtnPlan(LayerOptions<RtnOptions> layers) implements CompressionPlan {
    private static final int SCALE_BITS = 16;

    @Override
    public List<Stage> stages(List<LinearShape> block) {
        List<LinearShape> targets = layers.targets(block);
        return targets.isEmpty() ? List.of() : List.of(new Stage(targets, Set.of()));
    }

    @Override
    public StageResult compress(DecoderBlock block, RunContext run) {
        Grids grids = new Grids(run.kernels());
        Finite finite = new Finite(run.kernels());
        StageResult result = new StageResult();
        int done = 0;
        for (LinearLayer layer : block.targets()) {
            run.throwIfCancelled();
            finite.requireWeight(layer);
            RtnOptions options = layers.get(layer.shape());
            int size = options.groupSize(layer.shape().in());
            GroupQuantizedWeight quantized = options.grid() == Grid.AWQ
                    ? grids.awq(layer, layer.weight(), size, options.bits(), options.symmetric())
                    : grids.gptq(layer, size, options.bits(), options.symmetric(), options.mse());
            result.put(layer, quantized, report(layer, options, size, quantized, grids));
            run.progress((double) ++done / block.targets().size());
        }
        return result;
    }

    private LayerReport report(
            LinearLayer layer, RtnOptions options, int size, GroupQuantizedWeight quantized, Grids grids) {
        LinearShape shape = layer.shape();
        Map<String, Double> figures = new TreeMap<>();
        List<String> deviations = new ArrayList<>();
        figures.put("relativeError", grids.relativeError(quantized, layer.weight()));
        if (shape.in() % size != 0) {
            deviations.add("short last group in each row: " + shape.in() % size + " of " + size + " columns");
        }
        long groups = quantized.scales().size();
        if (options.grid() == Grid.AWQ && !options.symmetric()) {
            long cut = grids.ofOneSign(layer.weight(), size);
            if (cut > 0) {
                deviations.add("groups of one sign: " + cut + " of " + groups
                        + "; the awq grid cuts them off at the width of their range, as its reference does");
            }
        }
        long zero = grids.allZero(layer.weight(), size);
        if (zero > 0) {
            deviations.add(
                    "groups of zeros: " + zero + " of " + groups + "; they stay zero on a grid of a nominal range");
        }
        if (options.grid() == Grid.GPTQ && options.symmetric()) {
            long cut = grids.withoutNegative(layer.weight(), size);
            if (cut > 0) {
                deviations.add(Grids.cutOff(cut, quantized.scales().size()));
            }
        }
        return new LayerReport(shape.name(), figures, deviations);
    }

    @Override
    public Estimate estimate(LinearShape linear) {
        if (layers.find(linear).isEmpty()) {
            return new Estimate(16, 0, 0);
        }
        RtnOptions options = layers.get(linear);
        int size = Math.max(1, options.groupSize(linear.in())); // 0 is a reported problem; planning goes on
        long groups = (linear.in() + size - 1L) / size * linear.out();
        int perGroup = SCALE_BITS + (options.symmetric() ? 0 : options.bits());
        long weights = linear.parameters();
        double bits = options.bits() + (double) perGroup * groups / weights;
        // Scratch: a few float32 copies of the matrix; the search holds a trial and its error besides.
        return options.mse()
                ? new Estimate(bits, 80.0 * 10 * weights, 30 * weights)
                : new Estimate(bits, 8.0 * weights, 17 * weights);
    }
}
