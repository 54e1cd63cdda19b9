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

/** Round-to-nearest of one block: all linears in one stage, each alone. */
record RtnPlan(RtnOptions options) implements CompressionPlan {
    private static final int SCALE_BITS = 16;

    @Override
    public List<Stage> stages(List<LinearShape> block) {
        return block.isEmpty() ? List.of() : List.of(new Stage(block, Set.of()));
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
            int size = groupSize(layer.shape());
            GroupQuantizedWeight quantized = options.grid() == Grid.AWQ
                    ? grids.awq(layer, size, options.bits())
                    : grids.gptq(layer, size, options.bits(), options.symmetric(), options.mse());
            result.put(layer, quantized, report(layer, size, quantized, grids));
            run.progress((double) ++done / block.targets().size());
        }
        return result;
    }

    private LayerReport report(LinearLayer layer, int size, GroupQuantizedWeight quantized, Grids grids) {
        LinearShape shape = layer.shape();
        Map<String, Double> figures = new TreeMap<>();
        List<String> deviations = new ArrayList<>();
        figures.put("relativeError", grids.relativeError(quantized, layer.weight()));
        if (shape.in() % size != 0) {
            deviations.add("short last group in each row: " + shape.in() % size + " of " + size + " columns");
        }
        if (options.symmetric()) {
            long cut = grids.withoutNegative(layer.weight(), size);
            if (cut > 0) {
                deviations.add("groups without a negative weight: " + cut + " of "
                        + quantized.scales().size()
                        + "; the symmetric grid cuts them off at about half their range, as its reference does");
            }
        }
        return new LayerReport(shape.name(), figures, deviations);
    }

    private int groupSize(LinearShape linear) {
        return options.groupSize() == -1 ? linear.in() : options.groupSize();
    }

    @Override
    public Estimate estimate(LinearShape linear) {
        int size = Math.max(1, groupSize(linear)); // 0 is a reported problem; planning goes on
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
