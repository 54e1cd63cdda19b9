package org.comptrust.testkit.oracle;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.compression.Weight;
import org.comptrust.testkit.CompressedLinear;
import org.comptrust.testkit.InputStatistics;
import org.comptrust.testkit.LayerInputs;
import org.comptrust.testkit.Matrix;
import org.comptrust.testkit.OptionsRecords;
import org.comptrust.testkit.PlanInputs;
import org.comptrust.testkit.TestRun;
import org.comptrust.testkit.TestShapes;
import org.comptrust.testkit.WeightValues;

/**
 * Drives a compression method through all cases on single linears that an oracle folder has of its id. Works for methods that any
 * class loader loaded: options records are made by reflection.
 */
public final class CompressionOracle {
    private CompressionOracle() {}

    /**
     * Runs all cases, the settings translated by {@link OracleSettings}.
     *
     * @param oracles folder of all oracles
     * @param statistics how inputs are measured
     */
    public static <O extends Record> OracleReport run(
            Path oracles, CompressionMethod<O> method, InputStatistics statistics) {
        Map<String, Optional<String>> failures = new TreeMap<>();
        for (OracleCase one : OracleCase.ofLinears(oracles, method.id())) {
            failures.put(one.id(), failure(one, method, statistics));
        }
        return new OracleReport(method.id(), failures);
    }

    private static <O extends Record> Optional<String> failure(
            OracleCase one, CompressionMethod<O> method, InputStatistics statistics) {
        O options = OptionsRecords.of(method.options(), OracleSettings.options(one.settings(), method.options()));
        Matrix weight = one.weight();
        LayerInputs inputs = one.inputs();
        List<PlanInputs.Problem> problems =
                PlanInputs.problems(method, options, TestShapes.single(weight.rows(), weight.columns()));
        if (!problems.isEmpty()) {
            return Optional.of("the plan has problems: " + problems);
        }
        try (TestRun run = new TestRun(0)) {
            Weight result = CompressedLinear.of(run, method, options, weight, inputs, statistics)
                    .weight();
            return compare(one, weight, inputs, result, statistics);
        }
    }

    private static Optional<String> compare(
            OracleCase one, Matrix before, LayerInputs inputs, Weight result, InputStatistics statistics) {
        Matrix after = WeightValues.of(result);
        for (Map.Entry<String, float[]> output : one.outputs().entrySet()) {
            float[] expected = output.getValue();
            float[] actual =
                    switch (output.getKey()) {
                        case "mask" -> mask(before, after, expected);
                        case "scaler_row" -> statistics.meanSquare(inputs);
                        case "dequantized" -> after.values();
                        case "codes" -> codes((GroupQuantizedWeight) result);
                        case "scales" ->
                            ((GroupQuantizedWeight) result).scales().toFloatArray();
                        case "zeros" ->
                            ((GroupQuantizedWeight) result).zeroPoints().toFloatArray();
                        default -> throw new IllegalArgumentException("unknown output " + output.getKey());
                    };
            Optional<String> wrong = one.closeness(output.getKey()).refuse(expected, actual);
            if (wrong.isPresent()) {
                return Optional.of(output.getKey() + ": " + wrong.get());
            }
        }
        return Optional.empty();
    }

    /** 1 = pruned, 0 = kept bit by bit, NaN = changed. A weight that was zero before counts as the reference has it. */
    private static float[] mask(Matrix before, Matrix after, float[] expected) {
        float[] mask = new float[expected.length];
        float[] old = before.values();
        float[] now = after.values();
        for (int i = 0; i < mask.length; i++) {
            boolean kept = Float.floatToRawIntBits(old[i]) == Float.floatToRawIntBits(now[i]);
            mask[i] = old[i] == 0 ? expected[i] : now[i] == 0 ? 1 : kept ? 0 : Float.NaN;
        }
        return mask;
    }

    private static float[] codes(GroupQuantizedWeight weight) {
        NDArray array = weight.codes();
        byte[] bytes = array.toByteArray();
        float[] codes = new float[bytes.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = Byte.toUnsignedInt(bytes[i]);
        }
        return codes;
    }
}
