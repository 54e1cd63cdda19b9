package org.comptrust.testkit;

import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.compression.Weight;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;

/**
 * A single linear after a method.
 *
 * @param weight as the method returned it; dies with the run
 * @param values what it stands for
 * @param report of the method
 */
public record CompressedLinear(Weight weight, Matrix values, LayerReport report) {
    /**
     * Compresses a model of {@link TestShapes#single one linear}, whose options are taken to be valid.
     *
     * @param run owns all arrays
     * @param inputs what enters the linear
     * @param statistics how that is measured
     */
    public static <O extends Record> CompressedLinear of(
            TestRun run,
            CompressionMethod<O> method,
            O options,
            Matrix weight,
            LayerInputs inputs,
            InputStatistics statistics) {
        ModelShape model = TestShapes.single(weight.rows(), weight.columns());
        LinearShape linear = model.linears().get(0);
        CompressionPlan plan = method.plan(new PlanInputs<>(options, model));
        Stage stage = plan.stages(model.blocks().get(0)).get(0);
        FakeBlock block = TestBlocks.single(run.host(), weight, inputs, stage.needs(), statistics);
        StageResult result = plan.compress(block, run);
        LinearLayer layer = block.linear(linear.name());
        Weight compressed = result.weights().get(layer);
        return new CompressedLinear(
                compressed, WeightValues.of(compressed), result.reports().get(0));
    }

    /** The same with random inputs, measured slowly. */
    public static <O extends Record> CompressedLinear of(
            TestRun run, CompressionMethod<O> method, O options, Matrix weight) {
        return of(run, method, options, weight, LayerInputs.random(5, 9, weight.columns()), new SlowStatistics());
    }
}
