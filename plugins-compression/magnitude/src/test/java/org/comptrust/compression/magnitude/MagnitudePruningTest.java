package org.comptrust.compression.magnitude;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.Pattern;
import org.comptrust.api.compression.UnsupportedLayerException;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.testkit.CompressedLinear;
import org.comptrust.testkit.Matrix;
import org.comptrust.testkit.PlanInputs;
import org.comptrust.testkit.TestRun;
import org.comptrust.testkit.TestShapes;
import org.comptrust.testkit.Tolerances;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MagnitudePruningTest {
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
    void agreesWithASortOfAllWeightsOverSizesOffTheGrid() {
        for (int[] size : new int[][] {{1, 1}, {1, 7}, {7, 1}, {3, 127}, {5, 129}}) {
            for (double sparsity : new double[] {0.001, 0.25, 0.5, 0.7, 0.999}) {
                Matrix weight = Matrix.normal(size[1], size[0], size[1]);

                Matrix pruned = unstructured(weight, sparsity).values();

                Tolerances.assertSameBits(
                        Arrays.toString(size) + " at " + sparsity, slow(weight, sparsity), pruned.values());
            }
        }
    }

    @Test
    void prunesAllThatTieWithTheThreshold() {
        Matrix weight = new Matrix(2, 3, new float[] {1, -1, 2, 1, 3, -4});

        CompressedLinear pruned = unstructured(weight, 0.1);

        assertEquals(List.of(0f, 0f, 2f, 0f, 3f, -4f), list(pruned.values()));
        assertEquals(
                List.of("ties: 2 weights more than asked for have the magnitude of the threshold and went too"),
                pruned.report().deviations());
    }

    @Test
    void takesTheOptionsOfEachLinearAndLeavesOutThoseWithout() {
        MagnitudeOptions half = new MagnitudeOptions("unstructured", Optional.empty());
        PlanInputs<MagnitudeOptions> inputs =
                new PlanInputs<>(half, TestShapes.llama(), linear -> switch (linear.role()) {
                    case O -> Optional.empty();
                    case DOWN -> Optional.of(new MagnitudeOptions("1:1", Optional.empty()));
                    default -> Optional.of(half);
                });

        CompressionPlan plan = new MagnitudeMethod().plan(inputs);

        List<LinearShape> targets =
                plan.stages(TestShapes.llama().blocks().get(0)).get(0).linears();
        assertEquals(6, targets.size());
        assertTrue(targets.stream().noneMatch(linear -> linear.role() == LinearRole.O));
        assertEquals(
                List.of("pattern at Optional[model.layers.0.mlp.down_proj]"),
                inputs.problems().stream()
                        .map(problem -> problem.component() + " at " + problem.linear())
                        .toList());
    }

    @Test
    void reportsTheThreshold() {
        Matrix weight = new Matrix(1, 4, new float[] {1, -2, 3, 4});

        assertEquals(
                Map.of("threshold", 3.0), unstructured(weight, 0.5).report().figures());
    }

    @Test
    void prunesNothingAtSparsityZero() {
        Matrix weight = Matrix.normal(1, 4, 5);

        Tolerances.assertSameBits(
                "weight", weight.values(), unstructured(weight, 0).values().values());
    }

    @Test
    void prunesTheSmallestOfEveryRunAndTheLowerColumnOfATie() {
        Matrix weight = new Matrix(2, 4, new float[] {-5, 1, 2, 2, 7, 7, -7, 7});

        CompressedLinear pruned = pattern(weight, "2:4");

        assertEquals(List.of(-5f, 0f, 0f, 2f, 0f, 0f, -7f, 7f), list(pruned.values()));
        assertEquals(Optional.of(new Pattern(2, 4)), pruned.weight().pattern());
        assertEquals(
                List.of(
                        "ties: in 2 runs the last weight to go scores as high as one that stays; the lower columns went"),
                pruned.report().deviations());
    }

    @Test
    void takesAnyPattern() {
        Matrix weight = new Matrix(1, 6, new float[] {1, 2, 3, 6, 5, 4});

        assertEquals(
                List.of(0f, 2f, 3f, 6f, 5f, 0f), list(pattern(weight, "1:3").values()));
        assertEquals(
                List.of(0f, 0f, 0f, 6f, 0f, 0f), list(pattern(weight, "5:6").values()));
    }

    @Test
    void refusesAWeightThatIsNotANumberAndNamesIt() {
        Matrix weight = Matrix.normal(1, 4, 4).with(2, 3, Float.NaN);

        UnsupportedLayerException e = assertThrows(UnsupportedLayerException.class, () -> unstructured(weight, 0.5));

        assertTrue(e.getMessage().startsWith("model.layers.0.linear.weight: 1 of 16 values are NaN"), e.getMessage());
    }

    @Test
    void reportsAPatternThatDoesNotDivideAnInputSizeOnceForEachSize() {
        List<PlanInputs.Problem> problems = PlanInputs.problems(
                new MagnitudeMethod(),
                new MagnitudeOptions("3:5", Optional.empty()),
                TestShapes.llama(2, 64, 4, 2, 96));

        assertEquals(
                List.of(
                        new PlanInputs.Problem(
                                "pattern",
                                Optional.of("model.layers.0.self_attn.q_proj"),
                                "3:5: 5 does not divide 64, the input size of model.layers.0.self_attn.q_proj",
                                "Use a pattern whose M divides all input sizes, or unstructured."),
                        new PlanInputs.Problem(
                                "pattern",
                                Optional.of("model.layers.0.mlp.down_proj"),
                                "3:5: 5 does not divide 96, the input size of model.layers.0.mlp.down_proj",
                                "Use a pattern whose M divides all input sizes, or unstructured.")),
                problems);
    }

    @Test
    void reportsWhatIsNoPattern() {
        for (String pattern : List.of("4:4", "0:4", "5:4", "half", "", "2:4:8", "-1:4")) {
            List<PlanInputs.Problem> problems = PlanInputs.problems(
                    new MagnitudeMethod(), new MagnitudeOptions(pattern, Optional.empty()), TestShapes.llama());

            assertEquals(1, problems.size(), pattern);
            assertEquals("pattern", problems.get(0).component(), pattern);
        }
    }

    @Test
    void reportsASparsityThatContradictsThePattern() {
        List<PlanInputs.Problem> problems = PlanInputs.problems(
                new MagnitudeMethod(), new MagnitudeOptions("2:4", Optional.of(0.6)), TestShapes.llama());

        assertEquals(
                "0.6 contradicts the pattern 2:4, which prunes 0.5",
                problems.get(0).whatIsWrong());
        assertEquals(
                List.of(),
                PlanInputs.problems(
                        new MagnitudeMethod(), new MagnitudeOptions("2:4", Optional.of(0.5)), TestShapes.llama()));
    }

    @Test
    void reportsASparsityOfOne() {
        List<PlanInputs.Problem> problems = PlanInputs.problems(
                new MagnitudeMethod(), new MagnitudeOptions("unstructured", Optional.of(1.0)), TestShapes.llama());

        assertEquals("1.0 is not in [0, 1)", problems.get(0).whatIsWrong());
    }

    private static CompressedLinear unstructured(Matrix weight, double sparsity) {
        MagnitudeOptions options = new MagnitudeOptions("unstructured", Optional.of(sparsity));
        return CompressedLinear.of(run, new MagnitudeMethod(), options, weight);
    }

    private static CompressedLinear pattern(Matrix weight, String pattern) {
        return CompressedLinear.of(run, new MagnitudeMethod(), new MagnitudeOptions(pattern, Optional.empty()), weight);
    }

    /** The rule as it is stated: sort, take the score at int(n * p), prune all up to it. */
    private static float[] slow(Matrix weight, double sparsity) {
        float[] values = weight.values();
        float[] scores = new float[values.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.abs(values[i]);
        }
        Arrays.sort(scores);
        float threshold = scores[(int) (values.length * sparsity)];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.abs(values[i]) <= threshold ? 0 : values[i];
        }
        return values;
    }

    private static List<Float> list(Matrix matrix) {
        List<Float> list = new ArrayList<>();
        for (float value : matrix.values()) {
            list.add(value);
        }
        return list;
    }
}
