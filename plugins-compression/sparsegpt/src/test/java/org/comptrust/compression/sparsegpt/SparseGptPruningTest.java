package org.comptrust.compression.sparsegpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.comptrust.api.compression.DenseWeight;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.compression.Pattern;
import org.comptrust.api.compression.UnsupportedLayerException;
import org.comptrust.api.model.LinearShape;
import org.comptrust.testkit.CompressedLinear;
import org.comptrust.testkit.LayerInputs;
import org.comptrust.testkit.Matrix;
import org.comptrust.testkit.OptionsRecords;
import org.comptrust.testkit.PlanInputs;
import org.comptrust.testkit.SlowHessian;
import org.comptrust.testkit.SlowStatistics;
import org.comptrust.testkit.TestRun;
import org.comptrust.testkit.TestShapes;
import org.comptrust.testkit.Tolerances;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SparseGptPruningTest {
    private static TestRun run;

    @BeforeAll
    static void open() {
        run = new TestRun(0);
    }

    @AfterAll
    static void close() {
        run.close();
    }

    @Test
    void agreesWithThePapersAlgorithmUnstructured() {
        for (int columns : new int[] {1, 7, 16, 33, 127, 129}) {
            for (double sparsity : new double[] {0, 0.3, 0.5, 0.9, 0.999}) {
                assertAgrees(5, columns, "{sparsity: " + sparsity + ", blockSize: 40}");
            }
        }
    }

    @Test
    void agreesWithThePapersAlgorithmOnRuns() {
        for (String pattern : List.of("1:2", "2:4", "4:8", "3:4", "8:16", "16:32")) {
            assertAgrees(6, 96, "{pattern: \"" + pattern + "\", blockSize: 64, dampening: 0.1}");
        }
    }

    @Test
    void keepsTheRestAsItWasIfColumnsDoNotGoTogether() {
        Matrix oneAtATime = Matrix.normal(1, 40, 40).map((row, column, value) -> row == column ? 1 + value : 0);
        LayerInputs inputs = new LayerInputs(oneAtATime, List.of(40));
        Matrix weight = Matrix.normal(2, 6, 40);

        CompressedLinear pruned = prune(weight, inputs, "{pattern: \"2:4\"}");

        for (int row = 0; row < 6; row++) {
            for (int column = 0; column < 40; column++) {
                float now = pruned.values().at(row, column);
                assertTrue(now == 0 || now == weight.at(row, column), row + "," + column + ": " + now);
            }
        }
        assertEquals(0.5, pruned.report().figures().get("pruned"));
    }

    @Test
    void theLossIsHalfOfWhatTheChangeOfTheWeightCosts() {
        Matrix weight = Matrix.normal(3, 9, 152);
        LayerInputs inputs = mixed(4, 400, 152);
        for (String options :
                List.of("{sparsity: 0.6, blockSize: 48}", "{pattern: \"2:4\"}", "{pattern: \"2:4\", bits: 4}")) {
            CompressedLinear pruned = prune(weight, inputs, options);

            Matrix change =
                    weight.map((row, column, value) -> value - pruned.values().at(row, column));
            double cost =
                    SlowHessian.of(new SlowStatistics().gram(inputs), 0.01).loss(change);
            double loss = pruned.report().figures().get("loss");
            assertEquals(cost, loss, 1e-4 * cost, options); // float32 sums of 1368 terms
        }
    }

    @Test
    void costsLessThanTheSameMaskWithoutCorrections() {
        Matrix weight = Matrix.normal(5, 16, 128);
        LayerInputs inputs = mixed(6, 300, 128);
        SlowHessian hessian = SlowHessian.of(new SlowStatistics().gram(inputs), 0);
        for (String options : List.of("{sparsity: 0.5}", "{pattern: \"2:4\"}")) {
            Matrix pruned = prune(weight, inputs, options).values();

            double corrected = hessian.loss(weight.map((r, c, value) -> value - pruned.at(r, c)));
            double masked = hessian.loss(weight.map((r, c, value) -> pruned.at(r, c) == 0 ? value : 0));

            assertTrue(corrected < 0.6 * masked, options + ": " + corrected + ", masked " + masked);
        }
    }

    @Test
    void roundsWhatItKeepsToTheGridOfTheRowAndLeavesPrunedWeightsZero() {
        Matrix weight = Matrix.normal(7, 8, 64);

        CompressedLinear joint = prune(weight, mixed(8, 200, 64), "{pattern: \"2:4\", bits: 4}");

        GroupQuantizedWeight quantized = (GroupQuantizedWeight) joint.weight();
        assertEquals(Optional.of(new Pattern(2, 4)), quantized.pattern());
        assertEquals(4, quantized.bits());
        assertEquals(1, quantized.scales().getShape().get(1));
        for (int row = 0; row < 8; row++) {
            float low = 0;
            float high = 0;
            for (int column = 0; column < 64; column++) {
                low = Math.min(low, weight.at(row, column));
                high = Math.max(high, weight.at(row, column));
            }
            assertEquals((high - low) / 15, quantized.scales().getFloat(row, 0), "scale of the dense row " + row);
            for (int start = 0; start < 64; start += 4) {
                int zeros = 0;
                for (int column = start; column < start + 4; column++) {
                    zeros += joint.values().at(row, column) == 0 ? 1 : 0;
                }
                assertTrue(zeros >= 2, "row " + row + " from " + start + ": " + zeros + " zeros");
            }
        }
    }

    @Test
    void weightsOfDeadInputsGoFirstAndAreReported() {
        Matrix weight = Matrix.normal(1, 3, 20);
        LayerInputs random = mixed(2, 60, 20);
        LayerInputs inputs = new LayerInputs(
                random.tokens().map((row, column, value) -> column == 4 || column == 17 ? 0 : value),
                random.sequenceLengths());

        CompressedLinear pruned = prune(weight, inputs, "{sparsity: 0.05}");

        for (int row = 0; row < 3; row++) {
            assertEquals(0, pruned.values().at(row, 4));
            assertEquals(0, pruned.values().at(row, 17));
        }
        assertEquals(
                List.of("2 of 20 inputs were zero on all calibration tokens: their weights were set to zero first"),
                pruned.report().deviations());
    }

    @Test
    void claimsThePatternItPrunesTo() {
        Matrix weight = Matrix.normal(1, 3, 16);

        DenseWeight runs = (DenseWeight)
                prune(weight, mixed(1, 60, 16), "{pattern: \"1:2\"}").weight();
        DenseWeight whole = (DenseWeight) prune(weight, mixed(1, 60, 16), "{}").weight();

        assertEquals(Optional.of(new Pattern(1, 2)), runs.pattern());
        assertEquals(Optional.empty(), whole.pattern());
    }

    @Test
    void refusesActivationsThatAreNotFiniteAndNamesTheLinear() {
        LayerInputs inputs = new LayerInputs(new Matrix(1, 2, new float[] {1, Float.NaN}), List.of(1));

        UnsupportedLayerException e = assertThrows(
                UnsupportedLayerException.class, () -> prune(new Matrix(1, 2, new float[] {1, 2}), inputs, "{}"));

        assertTrue(
                e.getMessage()
                        .startsWith(
                                "the Gram matrix of the inputs of model.layers.0.linear: 3 of 4 values are NaN or infinite."),
                e.getMessage());
    }

    @Test
    void reportsABlockThatCutsRunsAndARunThatDoesNotDivideTheInputs() {
        List<PlanInputs.Problem> problems = PlanInputs.problems(
                new SparseGptMethod(), options("{pattern: \"2:5\", blockSize: 128}"), TestShapes.llama());

        assertEquals(
                List.of("pattern", "pattern", "blockSize"),
                problems.stream().map(PlanInputs.Problem::component).toList());
        assertEquals(
                "2:5: 5 does not divide 64, the input size of model.layers.0.self_attn.q_proj",
                problems.get(0).whatIsWrong());
        assertEquals(
                "128 is no multiple of 5, the run of the pattern 2:5",
                problems.get(2).whatIsWrong());
        assertEquals("Use a multiple, such as 125.", problems.get(2).wayOut());
    }

    @Test
    void reportsAPatternThatIsNone() {
        assertEquals(
                List.of("pattern"),
                PlanInputs.problems(new SparseGptMethod(), options("{pattern: \"4:2\"}"), TestShapes.llama()).stream()
                        .map(PlanInputs.Problem::component)
                        .toList());
    }

    @Test
    void countsCodesAndRowGridsInTheEstimate() {
        LinearShape linear = TestShapes.single(10, 200).linears().get(0);

        assertEquals(16, bits(linear, "{}"));
        assertEquals(4 + 20 / 200.0, bits(linear, "{bits: 4}"), 1e-12);
    }

    private static double bits(LinearShape linear, String yaml) {
        return new SparseGptMethod()
                .plan(new PlanInputs<>(options(yaml), TestShapes.single(10, 200)))
                .estimate(linear)
                .bitsPerWeight();
    }

    private static void assertAgrees(int rows, int columns, String yaml) {
        SparseGptOptions options = options(yaml);
        Matrix weight = Matrix.normal(columns, rows, columns);
        LayerInputs inputs = mixed(columns + 1, 3 * columns + 4, columns);
        Matrix expected = new SlowSparseGpt(options, new SlowStatistics().gram(inputs)).prune(weight);

        Matrix pruned = prune(weight, inputs, yaml).values();

        String what = columns + " columns, " + yaml;
        for (int i = 0; i < expected.values().length; i++) {
            assertEquals(expected.values()[i] == 0, pruned.values()[i] == 0, what + ": mask at " + i);
        }
        double error = Tolerances.relativeFrobenius(expected.values(), pruned.values());
        assertTrue(!(error > 1e-4), what + ": relative error " + error); // float32 through a factorisation
    }

    /** Inputs whose columns go together, as those of real layers do. */
    private static LayerInputs mixed(long seed, int tokens, int columns) {
        LayerInputs random = LayerInputs.random(seed, tokens, columns);
        Matrix own = random.tokens();
        Matrix mixed = own.map((row, column, value) -> value + 0.6f * own.at(row, (column * 7 + 3) % columns));
        return new LayerInputs(mixed, random.sequenceLengths());
    }

    private static SparseGptOptions options(String yaml) {
        return OptionsRecords.parse(SparseGptOptions.class, yaml);
    }

    private static CompressedLinear prune(Matrix weight, LayerInputs inputs, String yaml) {
        return CompressedLinear.of(run, new SparseGptMethod(), options(yaml), weight, inputs, new SlowStatistics());
    }
}
