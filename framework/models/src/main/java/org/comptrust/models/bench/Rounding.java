package org.comptrust.models.bench;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.pool.CompressionStep;

/**
 * The plainest compression there is: all linears of some blocks rounded to the nearest of evenly spaced numbers, each row with a scale of its
 * own. Makes variants without any plugin.
 *
 * @param bits of a weight, 2 to 8
 * @param first block that is rounded
 * @param end the block after the last that is
 */
record Rounding(int bits, int first, int end) implements CompressionPlan {
    static final KernelText KERNELS = KernelText.resource(Rounding.class, "rounding.py");

    /** A chain of this alone. */
    List<CompressionStep> chain() {
        return List.of(new CompressionStep("rounding", "1", toString(), this, Optional.empty()));
    }

    @Override
    public List<Stage> stages(List<LinearShape> block) {
        int index = block.get(0).block();
        return index < first || index >= end ? List.of() : List.of(new Stage(block, Set.of()));
    }

    @Override
    public StageResult compress(DecoderBlock block, RunContext run) {
        StageResult result = new StageResult();
        for (LinearLayer layer : block.targets()) {
            run.throwIfCancelled();
            List<NDArray> parts = run.kernels().load(KERNELS).arrays("rounded", layer.weight(), bits);
            result.put(
                    layer,
                    new GroupQuantizedWeight(bits, parts.get(0), parts.get(1), parts.get(2), parts.get(3), true));
        }
        return result;
    }

    @Override
    public Estimate estimate(LinearShape linear) {
        return new Estimate(bits + 16.0 / linear.in(), 4.0 * linear.parameters(), 9 * linear.parameters());
    }
}
