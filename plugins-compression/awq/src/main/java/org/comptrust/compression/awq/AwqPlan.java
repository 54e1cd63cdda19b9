package org.comptrust.compression.awq;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.compression.support.LayerOptions;

/**
 * AWQ on one block: all linears in one stage, searched while the block is dense. The next block is measured on the dense block's outputs.
 *
 * @param options of each linear
 * @param shared what holds for the whole model
 */
record AwqPlan(LayerOptions<AwqOptions> options, AwqOptions shared) implements CompressionPlan {
    private static final int SCALE_BITS = 16;

    @Override
    public List<Stage> stages(List<LinearShape> block) {
        List<LinearShape> targets = options.targets(block);
        if (targets.isEmpty()) {
            return List.of();
        }
        Set<Need> needs = EnumSet.noneOf(Need.class);
        for (LinearShape linear : targets) {
            if (options.get(linear).scaleSearch()) {
                needs.addAll(Set.of(Need.ABS_MEAN, Need.ROWS, Need.REPLAY));
            }
            if (options.get(linear).clipSearch()) {
                needs.add(Need.ROWS);
            }
        }
        return List.of(new Stage(targets, needs));
    }

    @Override
    public StageResult compress(DecoderBlock block, RunContext run) {
        return compress(block, run, Findings.UNHEARD);
    }

    StageResult compress(DecoderBlock block, RunContext run, Findings findings) {
        return new AwqBlock(block, options, shared, run, findings).compress();
    }

    @Override
    public boolean compressedInputs() {
        return false;
    }

    /**
     * The arithmetic without what the host replays. Scratch: the trial weights of a scale search (at most {@link ScaleSearch#TRIAL_BYTES}
     * or one trial) or the Gram matrix of an input whose reader is alone; tokens and products of the clip search; copies of the weight.
     */
    @Override
    public Estimate estimate(LinearShape linear) {
        if (options.find(linear).isEmpty()) {
            return new Estimate(16, 0, 0);
        }
        AwqOptions its = options.get(linear);
        long weights = linear.parameters();
        double flops = 12.0 * weights;
        long scratch = 6 * Float.BYTES * weights;
        if (its.scaleSearch()) {
            boolean alone = linear.role() == LinearRole.O || linear.role() == LinearRole.DOWN;
            flops += its.ratios() * (14.0 * weights + (alone ? 2.0 * linear.in() * weights : 0));
            long trials = Math.min(ScaleSearch.TRIAL_BYTES, Float.BYTES * weights * its.ratios());
            scratch += alone
                    ? Float.BYTES * ((long) linear.in() * linear.in() + 3 * weights)
                    : Math.max(Float.BYTES * weights, trials);
        }
        if (its.clipSearch()) {
            long tokens = 2L * its.clipTokens() - 1;
            flops += its.clipSteps() * (14.0 + 2.0 * tokens) * weights;
            scratch += 2 * Float.BYTES * tokens * linear.in() + AwqBlock.CLIP_BYTES;
        }
        return new Estimate(bits(linear, its), flops, scratch);
    }

    private static double bits(LinearShape linear, AwqOptions options) {
        int size = Math.max(1, options.groupSize(linear.in())); // 0 is a reported problem; planning goes on
        return options.bits() + (double) (SCALE_BITS + (options.zeroPoint() ? options.bits() : 0)) / size;
    }
}
