package org.comptrust.compression.wanda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.UnsupportedLayerException;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.testkit.CompressedLinear;
import org.comptrust.testkit.LayerInputs;
import org.comptrust.testkit.Matrix;
import org.comptrust.testkit.PlanInputs;
import org.comptrust.testkit.SlowStatistics;
import org.comptrust.testkit.TestRun;
import org.comptrust.testkit.TestShapes;
import org.comptrust.testkit.Tolerances;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WandaPruningTest {
    private static final LayerInputs TWO_COLUMNS_THAT_DIFFER =
            new LayerInputs(new Matrix(2, 2, new float[] {1, 10, -1, 10}), List.of(2));

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
    void prunesTheLargerWeightIfItsInputIsSmall() {
        Matrix weight = new Matrix(1, 2, new float[] {5, 1});

        Matrix pruned =
                prune(weight, TWO_COLUMNS_THAT_DIFFER, unstructured(0.5)).values();

        assertArrayEquals(new float[] {0, 1}, pruned.values());
    }

    @Test
    void agreesWithASortOfEachRowOverSizesOffTheGrid() {
        for (int[] size : new int[][] {{1, 1}, {1, 7}, {7, 1}, {3, 127}, {5, 129}}) {
            for (double sparsity : new double[] {0, 0.25, 0.5, 0.7, 0.99}) {
                Matrix weight = Matrix.normal(size[1], size[0], size[1]);
                LayerInputs inputs = LayerInputs.random(size[0], 11, size[1]);

                Matrix pruned = prune(weight, inputs, unstructured(sparsity)).values();

                int count = (int) (size[1] * sparsity);
                float[] expected = lowestOfRuns(weight, scores(weight, inputs), count, size[1]);
                Tolerances.assertSameBits(size[0] + "x" + size[1] + " at " + sparsity, expected, pruned.values());
            }
        }
    }

    @Test
    void agreesWithASortOfEachRun() {
        for (String pattern : List.of("1:2", "2:4", "4:8", "3:4")) {
            int zeros = pattern.charAt(0) - '0';
            int length = pattern.charAt(2) - '0';
            Matrix weight = Matrix.normal(length, 5, 56);
            LayerInputs inputs = LayerInputs.random(zeros, 11, 56);

            Matrix pruned = prune(weight, inputs, pattern(pattern)).values();

            float[] expected = lowestOfRuns(weight, scores(weight, inputs), zeros, length);
            Tolerances.assertSameBits(pattern, expected, pruned.values());
        }
    }

    @Test
    void prunesTheLowerColumnOfATie() {
        LayerInputs ones = new LayerInputs(new Matrix(1, 4, new float[] {1, 1, 1, 1}), List.of(1));
        Matrix weight = new Matrix(1, 4, new float[] {2, -2, 2, 2});

        assertArrayEquals(
                new float[] {0, 0, 2, 2},
                prune(weight, ones, unstructured(0.5)).values().values());
        assertEquals(
                List.of(
                        "ties: in 1 row the last weight to go scores as high as one that stays; the lower columns went"),
                prune(weight, ones, unstructured(0.5)).report().deviations());
    }

    @Test
    void settlesTiesInEveryRunAndReportsThem() {
        LayerInputs ones = new LayerInputs(new Matrix(1, 8, new float[] {1, 1, 1, 1, 1, 1, 1, 1}), List.of(1));
        Matrix weight = new Matrix(2, 8, new float[] {2, 1, -2, 2, 1, 2, 3, 4, 3, 3, 3, 3, 4, 3, 2, 1});

        CompressedLinear pruned = prune(weight, ones, pattern("2:4"));

        assertArrayEquals(
                new float[] {0, 0, -2, 2, 0, 0, 3, 4, 0, 0, 3, 3, 4, 3, 0, 0},
                pruned.values().values());
        assertEquals(
                List.of(
                        "ties: in 2 runs the last weight to go scores as high as one that stays; the lower columns went"),
                pruned.report().deviations());
    }

    @Test
    void agreesWithASortOfLongRuns() {
        LayerInputs inputs = LayerInputs.random(1, 11, 64);
        Matrix weight = Matrix.normal(1, 5, 64).map((row, column, value) -> Math.round(value * 2) / 2f); // many ties

        Matrix pruned = prune(weight, inputs, pattern("20:32")).values();

        Tolerances.assertSameBits("20:32", lowestOfRuns(weight, scores(weight, inputs), 20, 32), pruned.values());
    }

    /** 262144 weights are decided together; here are two such bands, the second of them short. */
    @Test
    void decidesBandsOfRowsAsIfTheyWereOne() {
        Matrix weight = Matrix.normal(7, 300, 1024);
        LayerInputs inputs = LayerInputs.random(8, 5, 1024);
        float[][] scores = scores(weight, inputs);

        for (String pattern : List.of("2:4", "20:32")) {
            int zeros = Integer.parseInt(pattern.split(":")[0]);
            int run = Integer.parseInt(pattern.split(":")[1]);
            Matrix pruned = prune(weight, inputs, pattern(pattern)).values();
            Tolerances.assertSameBits(pattern, lowestOfRuns(weight, scores, zeros, run), pruned.values());
        }
        Matrix pruned = prune(weight, inputs, unstructured(0.3)).values();
        Tolerances.assertSameBits("rows", lowestOfRuns(weight, scores, 307, 1024), pruned.values());
    }

    @Test
    void aTieInOneBandLeavesTheOtherAsItIs() {
        Matrix weight = Matrix.normal(9, 300, 1024).map((row, column, value) -> row == 290 ? 1 : value);
        LayerInputs inputs = new LayerInputs(Matrix.normal(1, 3, 1024).map((row, column, value) -> 2), List.of(3));

        CompressedLinear pruned = prune(weight, inputs, unstructured(0.5));

        float[] expected = lowestOfRuns(weight, scores(weight, inputs), 512, 1024);
        Tolerances.assertSameBits("rows", expected, pruned.values().values());
        assertEquals(
                List.of(
                        "ties: in 1 row the last weight to go scores as high as one that stays; the lower columns went"),
                pruned.report().deviations());
    }

    @Test
    void whatGoesIsZeroWithoutASignAndWhatStaysKeepsEveryBit() {
        Matrix weight = new Matrix(
                2, 4, new float[] {-3, Float.MIN_VALUE, -1, -Float.MAX_VALUE / 4, -0f, -0f, -0f, -Float.MIN_VALUE});
        LayerInputs ones = new LayerInputs(new Matrix(1, 4, new float[] {1, 1, 1, 1}), List.of(1));

        for (WandaOptions options : List.of(unstructured(0.5), pattern("2:4"))) {
            Matrix pruned = prune(weight, ones, options).values();

            float[] expected = {-3, 0, 0, -Float.MAX_VALUE / 4, 0, 0, -0f, -Float.MIN_VALUE};
            Tolerances.assertSameBits(options.pattern(), expected, pruned.values());
        }
    }

    @Test
    void takesTheOptionsOfEachLinearAndLeavesOutThoseWithout() {
        PlanInputs<WandaOptions> inputs =
                new PlanInputs<>(unstructured(0.5), TestShapes.llama(), linear -> switch (linear.role()) {
                    case DOWN -> Optional.of(pattern("2:4"));
                    case O -> Optional.empty();
                    default -> Optional.of(unstructured(0.5));
                });

        CompressionPlan plan = new WandaMethod().plan(inputs);

        assertEquals(List.of(), inputs.problems());
        assertEquals(
                List.of(LinearRole.Q, LinearRole.K, LinearRole.V, LinearRole.GATE, LinearRole.UP, LinearRole.DOWN),
                plan.stages(TestShapes.llama().blocks().get(0)).get(0).linears().stream()
                        .map(LinearShape::role)
                        .toList());
    }

    @Test
    void reportsWhatDoesNotFitAtTheOverrideThatSaysIt() {
        PlanInputs<WandaOptions> inputs = new PlanInputs<>(
                unstructured(0.5),
                TestShapes.llama(),
                linear -> Optional.of(linear.role() == LinearRole.DOWN ? pattern("5:7") : unstructured(0.5)));

        new WandaMethod().plan(inputs);

        assertEquals(
                List.of(new PlanInputs.Problem(
                        "pattern",
                        Optional.of("model.layers.0.mlp.down_proj"),
                        "5:7: 7 does not divide 96, the input size of model.layers.0.mlp.down_proj",
                        "Use a pattern whose M divides all input sizes, or unstructured.")),
                inputs.problems());
    }

    @Test
    void prunesDeadInputsFirstAndReportsThem() {
        Matrix weight = Matrix.normal(1, 3, 8);
        LayerInputs inputs = dead(LayerInputs.random(2, 10, 8), 1, 6);

        CompressedLinear pruned = prune(weight, inputs, unstructured(0.25));

        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 8; column++) {
                assertEquals(column == 1 || column == 6, pruned.values().at(row, column) == 0, row + "," + column);
            }
        }
        assertEquals(2.0, pruned.report().figures().get("deadInputs"));
        assertEquals(
                List.of("2 of 8 inputs were zero on all calibration tokens: their weights score 0 and go first"),
                pruned.report().deviations());
    }

    @Test
    void theVariantPrunesTheLowestScoresOfEachRowAndReachesTheSparsity() {
        Matrix weight = Matrix.normal(3, 64, 256);
        LayerInputs inputs = LayerInputs.random(4, 40, 256);

        CompressedLinear pruned = prune(weight, inputs, variant(0.6));

        float[][] scores = scores(weight, inputs);
        int zeros = 0;
        for (int row = 0; row < 64; row++) {
            float mostPruned = 0;
            float leastKept = Float.MAX_VALUE;
            for (int column = 0; column < 256; column++) {
                if (pruned.values().at(row, column) == 0) {
                    zeros++;
                    mostPruned = Math.max(mostPruned, scores[row][column]);
                } else {
                    leastKept = Math.min(leastKept, scores[row][column]);
                }
            }
            assertTrue(mostPruned <= leastKept, "row " + row + ": pruned " + mostPruned + ", kept " + leastKept);
        }
        assertEquals(0.6, zeros / (64.0 * 256), 0.001 + 1e-6); // the search stops there, compared in float32
        double alpha = pruned.report().figures().get("alpha");
        assertTrue(alpha > 0 && alpha < 0.8, "alpha " + alpha);
    }

    @Test
    void theVariantAgreesWithARunningSumOfEachRow() {
        Matrix weight = Matrix.normal(5, 16, 33);
        LayerInputs inputs = LayerInputs.random(6, 20, 33);

        CompressedLinear pruned = prune(weight, inputs, variant(0.5));

        float alpha = pruned.report().figures().get("alpha").floatValue();
        float[][] scores = scores(weight, inputs);
        for (int row = 0; row < 16; row++) {
            double[] ascending = IntStream.range(0, 33)
                    .mapToDouble(asDoubles(scores[row]))
                    .sorted()
                    .toArray();
            double budget = alpha
                    * IntStream.range(0, 33).mapToDouble(asDoubles(scores[row])).sum();
            int count = 0;
            for (double sum = 0; count < 33 && sum + ascending[count] <= budget; count++) {
                sum += ascending[count];
            }
            int zeros = 0;
            for (int column = 0; column < 33; column++) {
                zeros += pruned.values().at(row, column) == 0 ? 1 : 0;
            }
            assertEquals(count, zeros, "row " + row);
        }
    }

    @Test
    void theVariantPrunesNothingFromARowWhoseLowestScoreIsAboveItsBudget() {
        LayerInputs one = new LayerInputs(new Matrix(1, 1, new float[] {1}), List.of(1));

        CompressedLinear pruned = prune(new Matrix(2, 1, new float[] {3, 4}), one, variant(0.5));

        assertArrayEquals(new float[] {3, 4}, pruned.values().values());
        assertEquals(
                List.of("2 of 2 rows lost nothing: their lowest score alone is above alpha times their sum"),
                pruned.report().deviations());
    }

    @Test
    void refusesStatisticsThatAreNotNumbersAndNamesTheLinear() {
        LayerInputs inputs = new LayerInputs(new Matrix(1, 2, new float[] {1, Float.NaN}), List.of(1));

        UnsupportedLayerException e = assertThrows(
                UnsupportedLayerException.class,
                () -> prune(new Matrix(1, 2, new float[] {1, 2}), inputs, unstructured(0.5)));

        assertEquals(
                "the mean square of the inputs of model.layers.0.linear: 1 of 2 values are NaN or infinite. An activation"
                        + " overflowed: load the model with dtype float32 or bfloat16, or use other calibration text.",
                e.getMessage());
    }

    @Test
    void refusesAWeightThatIsInfinite() {
        Matrix weight = new Matrix(1, 2, new float[] {1, Float.NEGATIVE_INFINITY});

        assertThrows(UnsupportedLayerException.class, () -> prune(weight, TWO_COLUMNS_THAT_DIFFER, unstructured(0.5)));
    }

    @Test
    void reportsAVariantWithAPattern() {
        List<PlanInputs.Problem> problems = PlanInputs.problems(
                new WandaMethod(), new WandaOptions("2:4", Optional.empty(), true), TestShapes.llama());

        assertEquals(
                List.of("alphaSearch"),
                problems.stream().map(PlanInputs.Problem::component).toList());
    }

    private static CompressedLinear prune(Matrix weight, LayerInputs inputs, WandaOptions options) {
        return CompressedLinear.of(run, new WandaMethod(), options, weight, inputs, new SlowStatistics());
    }

    private static WandaOptions unstructured(double sparsity) {
        return new WandaOptions("unstructured", Optional.of(sparsity), false);
    }

    private static WandaOptions variant(double sparsity) {
        return new WandaOptions("unstructured", Optional.of(sparsity), true);
    }

    private static WandaOptions pattern(String pattern) {
        return new WandaOptions(pattern, Optional.empty(), false);
    }

    private static LayerInputs dead(LayerInputs inputs, int... columns) {
        Matrix tokens = inputs.tokens()
                .map((row, column, value) -> IntStream.of(columns).anyMatch(dead -> dead == column) ? 0 : value);
        return new LayerInputs(tokens, inputs.sequenceLengths());
    }

    private static float[][] scores(Matrix weight, LayerInputs inputs) {
        float[] meanSquare = new SlowStatistics().meanSquare(inputs);
        float[][] scores = new float[weight.rows()][weight.columns()];
        for (int row = 0; row < weight.rows(); row++) {
            for (int column = 0; column < weight.columns(); column++) {
                scores[row][column] = Math.abs(weight.at(row, column)) * (float) Math.sqrt(meanSquare[column]);
            }
        }
        return scores;
    }

    /** Of each run of columns, the lowest scores set to zero; a whole row is one run. */
    private static float[] lowestOfRuns(Matrix weight, float[][] scores, int zeros, int run) {
        float[] pruned = weight.values().clone();
        for (int r = 0; r < weight.rows(); r++) {
            int row = r;
            for (int start = 0; start < weight.columns(); start += run) {
                List<Integer> order = IntStream.range(start, start + run)
                        .boxed()
                        .sorted(Comparator.comparing(column -> scores[row][column])) // stable
                        .toList();
                for (int column : order.subList(0, zeros)) {
                    pruned[row * weight.columns() + column] = 0;
                }
            }
        }
        return pruned;
    }

    private static IntToDoubleFunction asDoubles(float[] values) {
        return i -> values[i];
    }
}
