package org.comptrust.testkit.model;

import java.util.List;
import java.util.Set;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.compression.Weight;
import org.comptrust.api.model.LinearShape;

/** A method that makes each linear's weight of nothing else, all of a block at once. */
interface OneStage extends CompressionPlan {
    Weight compressed(LinearLayer layer, RunContext run);

    @Override
    default List<Stage> stages(List<LinearShape> block) {
        return List.of(new Stage(block, Set.of()));
    }

    @Override
    default StageResult compress(DecoderBlock block, RunContext run) {
        StageResult result = new StageResult();
        block.targets().forEach(layer -> result.put(layer, compressed(layer, run)));
        return result;
    }

    @Override
    default Estimate estimate(LinearShape linear) {
        return new Estimate(16, 1, 1);
    }
}
