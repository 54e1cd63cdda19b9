package org.comptrust.testkit.model;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.DenseWeight;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.NormLayer;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;

/**
 * In GPTQ's four stages, scales each linear by what enters it and by chance, and moves norms: whatever a walk carries from place to
 * place shows in the weights.
 */
final class StagedScaling implements CompressionPlan {
    private static final List<Set<LinearRole>> STAGES = List.of(
            EnumSet.of(LinearRole.Q, LinearRole.K, LinearRole.V),
            EnumSet.of(LinearRole.O),
            EnumSet.of(LinearRole.GATE, LinearRole.UP),
            EnumSet.of(LinearRole.DOWN));

    private final boolean compressedInputs;
    private final Set<Integer> blocks = Collections.synchronizedSet(new TreeSet<>());

    StagedScaling(boolean compressedInputs) {
        this.compressedInputs = compressedInputs;
    }

    /** The blocks that were compressed. */
    List<Integer> blocks() {
        return new ArrayList<>(blocks);
    }

    @Override
    public boolean compressedInputs() {
        return compressedInputs;
    }

    @Override
    public List<Stage> stages(List<LinearShape> block) {
        return STAGES.stream()
                .map(roles -> new Stage(
                        block.stream().filter(one -> roles.contains(one.role())).toList(),
                        Set.of(Need.ABS_MEAN, Need.GRAM)))
                .toList();
    }

    @Override
    public StageResult compress(DecoderBlock block, RunContext run) {
        blocks.add(block.index());
        StageResult result = new StageResult();
        float chance = run.random().nextFloat();
        for (LinearLayer layer : block.targets()) {
            NDArray gram = layer.input().gram();
            NDArray factor = layer.input().absMean().add(gram.mean().add(0.5f + chance));
            result.put(
                    layer,
                    new DenseWeight(layer.weight().mul(factor.div(factor.max())), Optional.empty()),
                    new LayerReport(layer.shape().name(), Map.of("loss", (double) chance), List.of()));
            layer.input().producer().norm().ifPresent(norm -> move(norm, result));
        }
        return result;
    }

    private static void move(NormLayer norm, StageResult result) {
        if (!result.norms().containsKey(norm)) {
            result.put(norm, norm.weight().mul(1.25f));
        }
    }

    @Override
    public Estimate estimate(LinearShape linear) {
        return new Estimate(32, 0, 0);
    }
}
