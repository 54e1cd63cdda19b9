package org.comptrust.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.compression.Weight;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;

/**
 * A block after all stages of a plan, walked as the host does: each stage sees the weights that the earlier ones made. (The inputs stay
 * those given: a forward pass belongs to the engine.)
 *
 * @param results of each stage
 * @param weights what each linear's weight stands for at the end, by name
 * @param given weights before, by name
 * @param leftInScratch arrays in the scratch memory that were not returned
 * @param leftAtHost arrays that were added to the managers of what the host owns
 * @param modified names of linears and norms whose given arrays were written to
 */
record CompressedBlock(
        List<StageResult> results,
        Map<String, Matrix> weights,
        Map<String, Matrix> given,
        int leftInScratch,
        int leftAtHost,
        List<String> modified) {

    /** Walks block 0 of a model with random weights and inputs; everything follows from the seed. */
    static CompressedBlock walk(CompressionPlan plan, ModelShape model, TestRun run, long seed) {
        Map<String, Matrix> given = TestBlocks.randomWeights(model, 0, seed);
        Map<String, LayerInputs> inputs = TestBlocks.randomInputs(model, 0, 48, seed + 100);
        Map<String, Matrix> weights = new LinkedHashMap<>(given);
        List<StageResult> results = new ArrayList<>();
        List<String> modified = new ArrayList<>();
        int leftAtHost = 0;
        List<LinearShape> linears = model.blocks().get(0);
        List<Stage> stages = plan.stages(linears);
        for (int s = 0; s < stages.size(); s++) {
            FakeBlock block = TestBlocks.block(run.host(), 0, s, stages.get(s), linears, weights, inputs);
            Map<String, Matrix> norms = new LinkedHashMap<>();
            block.norms().forEach(norm -> norms.put(norm.name(), row(norm.weight())));
            int before = run.host().getManagedArrays().size();
            StageResult result = plan.compress(block, run);
            leftAtHost += run.host().getManagedArrays().size() - before;
            for (LinearLayer layer : block.linears()) {
                if (!sameBits(weights.get(layer.shape().name()), Matrix.of(layer.weight()))) {
                    modified.add(layer.shape().name());
                }
            }
            block.norms().stream()
                    .filter(norm -> !sameBits(norms.get(norm.name()), row(norm.weight())))
                    .forEach(norm -> modified.add(norm.name()));
            result.weights().values().forEach(weight -> keep(weight, run.host()));
            result.norms().values().forEach(norm -> norm.attach(run.host()));
            result.biases().values().forEach(bias -> bias.attach(run.host()));
            result.weights()
                    .forEach((layer, weight) -> weights.put(layer.shape().name(), WeightValues.of(weight)));
            results.add(result);
        }
        int leftInScratch = run.arrays().getManagedArrays().size();
        run.closeScratch();
        return new CompressedBlock(results, weights, given, leftInScratch, leftAtHost, modified);
    }

    List<LayerReport> reports() {
        return results.stream().flatMap(result -> result.reports().stream()).toList();
    }

    private static void keep(Weight weight, NDManager host) {
        WeightValues.arrays(weight).forEach(array -> array.attach(host));
    }

    private static Matrix row(NDArray vector) {
        return new Matrix(1, (int) vector.size(), vector.toFloatArray());
    }

    private static boolean sameBits(Matrix a, Matrix b) {
        return Arrays.equals(bits(a), bits(b));
    }

    private static int[] bits(Matrix matrix) {
        float[] values = matrix.values();
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
