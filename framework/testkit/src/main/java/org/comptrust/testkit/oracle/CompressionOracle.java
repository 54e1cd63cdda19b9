package org.comptrust.testkit.oracle;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.testkit.CompressedLinear;
import org.comptrust.testkit.InputStatistics;
import org.comptrust.testkit.LayerInputs;
import org.comptrust.testkit.Matrix;
import org.comptrust.testkit.OptionsRecords;
import org.comptrust.testkit.PlanInputs;
import org.comptrust.testkit.TestRun;
import org.comptrust.testkit.TestShapes;

/**
 * Drives a compression method through all cases on single linears that an oracle folder has of its id. Works for methods that any
 * class loader loaded: options records are made by reflection.
 */
public final class CompressionOracle {
    /** How the index calls the mask of a method that changes what it keeps. */
    private static final String ZEROS = "mask (pruned == 0)";

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
            CompressedLinear result = CompressedLinear.of(run, method, options, weight, inputs, statistics);
            return compare(one, weight, inputs, result, statistics);
        }
    }

    private static Optional<String> compare(
            OracleCase one, Matrix before, LayerInputs inputs, CompressedLinear result, InputStatistics statistics) {
        Matrix after = result.values();
        Map<String, float[]> expectations = new LinkedHashMap<>(one.outputs());
        expectations.putAll(one.numbers());
        if (expectations.containsKey("pruned") && one.judges(ZEROS)) {
            expectations.put(ZEROS, zeros(expectations.get("pruned")));
        }
        for (Map.Entry<String, float[]> output : expectations.entrySet()) {
            float[] expected = output.getValue();
            float[] actual =
                    switch (output.getKey()) {
                        case "mask" -> mask(before, after, expected);
                        case "scaler_row" -> statistics.meanSquare(inputs);
                        case "dequantized", "pruned" -> after.values();
                        case ZEROS -> zeros(after.values());
                        case "codes" -> codes(quantized(result));
                        case "scales" -> quantized(result).scales().toFloatArray();
                        case "zeros" -> quantized(result).zeroPoints().toFloatArray();
                        case "g_idx" -> groups(quantized(result));
                        case "loss" ->
                            new float[] {result.report().figures().get("loss").floatValue()};
                        default -> throw new IllegalArgumentException("unknown output " + output.getKey());
                    };
            Optional<String> wrong = one.closeness(output.getKey()).refuse(expected, actual);
            if (wrong.isPresent()) {
                return Optional.of(output.getKey() + ": " + wrong.get());
            }
        }
        return Optional.empty();
    }

    private static GroupQuantizedWeight quantized(CompressedLinear result) {
        return (GroupQuantizedWeight) result.weight();
    }

    /** 1 where a value is zero. */
    private static float[] zeros(float[] values) {
        float[] zeros = new float[values.length];
        for (int i = 0; i < zeros.length; i++) {
            zeros[i] = values[i] == 0 ? 1 : 0;
        }
        return zeros;
    }

    private static float[] groups(GroupQuantizedWeight weight) {
        long[] numbers = weight.groupOf().toLongArray();
        float[] groups = new float[numbers.length];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = numbers[i];
        }
        return groups;
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
