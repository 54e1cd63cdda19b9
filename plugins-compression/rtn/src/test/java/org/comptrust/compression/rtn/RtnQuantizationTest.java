package org.comptrust.compression.rtn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.compression.UnsupportedLayerException;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.testkit.CompressedLinear;
import org.comptrust.testkit.Matrix;
import org.comptrust.testkit.PlanInputs;
import org.comptrust.testkit.TestRun;
import org.comptrust.testkit.TestShapes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RtnQuantizationTest {
    private static final int[] BITS = {2, 3, 4, 8};

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
    void agreesWithTheDefinitionOfTheGptqGridOverSizesOffTheGrid() {
        for (int columns : new int[] {1, 7, 31, 32, 33, 63, 65}) {
            for (int bits : BITS) {
                for (boolean symmetric : new boolean[] {true, false}) {
                    int size = columns < 32 ? -1 : 32;
                    Matrix weight = Matrix.normal(columns + bits, 5, columns);
                    CompressedLinear quantized =
                            quantize(weight, new RtnOptions(bits, size, symmetric, Grid.GPTQ, false));

                    assertGroups(weight, quantized, size, group -> SlowGrid.gptq(group, bits, symmetric));
                }
            }
        }
    }

    @Test
    void agreesWithTheDefinitionOfTheAwqGrid() {
        for (int columns : new int[] {7, 32, 64}) {
            for (int bits : BITS) {
                int size = columns < 32 ? -1 : 32;
                Matrix weight = Matrix.normal(columns + bits, 5, columns);
                CompressedLinear quantized = quantize(weight, new RtnOptions(bits, size, false, Grid.AWQ, false));

                assertGroups(weight, quantized, size, group -> SlowGrid.awq(group, bits));
            }
        }
    }

    @Test
    void agreesWithTheDefinitionOfTheSymmetricAwqGrid() {
        for (int bits : BITS) {
            Matrix weight = Matrix.normal(bits, 5, 64);
            CompressedLinear quantized = quantize(weight, new RtnOptions(bits, 32, true, Grid.AWQ, false));

            assertGroups(weight, quantized, 32, group -> SlowGrid.symmetricAwq(group, bits));
        }
    }

    @Test
    void reportsGroupsOfOneSignOnTheAwqGridAndGroupsOfZeros() {
        Matrix weight = new Matrix(1, 6, new float[] {1, 2, -1, 2, 0, 0});

        CompressedLinear quantized = quantize(weight, new RtnOptions(4, 2, false, Grid.AWQ, false));

        assertEquals(
                List.of(
                        "groups of one sign: 1 of 3; the awq grid cuts them off at the width of their range, as its reference"
                                + " does",
                        "groups of zeros: 1 of 3; they stay zero on a grid of a nominal range"),
                quantized.report().deviations());
    }

    @Test
    void takesTheOptionsOfEachLinearAndLeavesOutThoseWithout() {
        RtnOptions shared = new RtnOptions(4, 32, false, Grid.GPTQ, false);
        RtnOptions finer = new RtnOptions(8, 16, false, Grid.GPTQ, false);
        PlanInputs<RtnOptions> inputs = new PlanInputs<>(shared, TestShapes.llama(), linear -> switch (linear.role()) {
            case DOWN -> Optional.of(finer);
            case O -> Optional.empty();
            default -> Optional.of(shared);
        });
        CompressionPlan plan = new RtnMethod().plan(inputs);
        List<LinearShape> block = TestShapes.llama().blocks().get(0);

        List<LinearShape> targets = plan.stages(block).get(0).linears();
        assertEquals(
                List.of("q", "k", "v", "gate", "up", "down"),
                targets.stream()
                        .map(linear -> linear.name().replaceFirst(".*\\.(\\w+)_proj", "$1"))
                        .toList());
        assertEquals(4 + 20.0 / 32, plan.estimate(block.get(0)).bitsPerWeight());
        assertEquals(8 + 24.0 / 16, plan.estimate(block.get(6)).bitsPerWeight());
        assertEquals(List.of(), inputs.problems());
    }

    @Test
    void agreesWithTheDefinitionsOnGroupsOfOneSignAndOfZeros() {
        Matrix weight = Matrix.normal(1, 4, 24).map((row, column, value) -> switch (row) {
            case 0 -> Math.abs(value);
            case 1 -> -Math.abs(value);
            case 2 -> 0;
            default -> column < 8 ? 0 : column < 16 ? Math.abs(value) : value;
        });
        for (boolean symmetric : new boolean[] {true, false}) {
            assertGroups(
                    weight,
                    quantize(weight, new RtnOptions(4, 8, symmetric, Grid.GPTQ, false)),
                    8,
                    group -> SlowGrid.gptq(group, 4, symmetric));
        }
        assertGroups(
                weight, quantize(weight, new RtnOptions(4, 8, false, Grid.AWQ, false)), 8, g -> SlowGrid.awq(g, 4));
    }

    @Test
    void roundsHalvesToTheEvenLevel() {
        // The range is 0 to 3 in steps of 1 (2 bits): the codes are the weights, rounded.
        Matrix weight = new Matrix(1, 6, new float[] {0, 3, 0.5f, 1.5f, 2.5f, 1});

        assertEquals(
                List.of(0, 3, 0, 2, 2, 1), codes(quantize(weight, new RtnOptions(2, -1, false, Grid.GPTQ, false))));
    }

    @Test
    void cutsOffASymmetricGroupWithoutNegativesAsTheReferenceDoesAndReportsIt() {
        Matrix weight = new Matrix(1, 4, new float[] {0, 5, 10, 15});

        CompressedLinear quantized = quantize(weight, new RtnOptions(4, -1, true, Grid.GPTQ, false));

        assertEquals(List.of(8, 13, 15, 15), codes(quantized)); // a step is 1, and 7 steps are left above zero
        assertEquals(
                List.of(
                        "groups without a negative weight: 1 of 1; the symmetric grid cuts them off at about half their range,"
                                + " as its reference does"),
                quantized.report().deviations());
    }

    @Test
    void theSearchIsAsGoodAsTheBestOfAllShares() {
        for (int bits : BITS) {
            for (boolean symmetric : new boolean[] {true, false}) {
                Matrix weight = Matrix.normal(bits, 4, 33);
                CompressedLinear quantized = quantize(weight, new RtnOptions(bits, 16, symmetric, Grid.GPTQ, true));

                forEachGroup(weight, 16, (row, group, values) -> {
                    double best = SlowGrid.searched(values, bits, symmetric).error(values);
                    double found = slowGrid(quantized, row, group, bits).error(values);
                    // Powers are float32 in the kernel: two shares within 1e-5 of one another may change places.
                    assertTrue(found <= best * (1 + 1e-5) + 1e-12, bits + " bits: " + found + ", best is " + best);
                });
            }
        }
    }

    @Test
    void theSearchCutsAnOutlierOffIfThatIsBest() {
        Matrix weight = Matrix.normal(3, 1, 400).map((row, column, value) -> column == 0 ? 1 : 0.1f * value);

        CompressedLinear quantized = quantize(weight, new RtnOptions(2, -1, false, Grid.GPTQ, true));

        SlowGrid best = SlowGrid.searched(weight.values(), 2, false);
        float share = best.scale() / SlowGrid.gptq(weight.values(), 2, false).scale();
        assertTrue(share < 0.5, "the best share is " + share + ", so this shows nothing");
        assertEquals(best, slowGrid(quantized, 0, 0, 2));
    }

    @Test
    void reportsAShortLastGroup() {
        CompressedLinear quantized = quantize(Matrix.normal(1, 2, 33), new RtnOptions(4, 32, false, Grid.GPTQ, false));

        assertEquals(
                List.of("short last group in each row: 1 of 32 columns"),
                quantized.report().deviations());
    }

    @Test
    void reportsTheErrorItMakes() {
        double coarse = relativeError(2);
        double fine = relativeError(8);

        assertTrue(fine > 0 && fine < 0.01 && coarse > 0.1 && coarse < 1, "8 bits: " + fine + ", 2 bits: " + coarse);
        assertEquals(
                0,
                quantize(new Matrix(1, 2, new float[2]), new RtnOptions(2, -1, false, Grid.GPTQ, false))
                        .report()
                        .figures()
                        .get("relativeError"));
    }

    @Test
    void countsScalesAndZeroPointsInTheEstimate() {
        // Two groups of 128 and 72 columns: 16 bits of scale each, and 4 of zero-point if it may move.
        assertEquals(4 + 2 * 20 / 200.0, estimate(false).bitsPerWeight(), 1e-12);
        assertEquals(4 + 2 * 16 / 200.0, estimate(true).bitsPerWeight(), 1e-12);
    }

    @Test
    void refusesWeightsWhoseRangeOverflows() {
        Matrix weight = new Matrix(1, 2, new float[] {-3e38f, 3e38f});

        UnsupportedLayerException e = assertThrows(
                UnsupportedLayerException.class,
                () -> quantize(weight, new RtnOptions(4, -1, false, Grid.GPTQ, false)));

        assertTrue(
                e.getMessage().startsWith("model.layers.0.linear.weight: the range of 1 of 1 groups"), e.getMessage());
    }

    @Test
    void refusesAWeightThatIsNotANumber() {
        Matrix weight = new Matrix(1, 2, new float[] {1, Float.NaN});

        assertThrows(
                UnsupportedLayerException.class,
                () -> quantize(weight, new RtnOptions(4, -1, false, Grid.GPTQ, false)));
    }

    @Test
    void reportsAGroupLargerThanAnInputOnceForEachSize() {
        List<PlanInputs.Problem> problems = problems(new RtnOptions(4, 80, false, Grid.GPTQ, false));

        assertEquals(
                List.of(new PlanInputs.Problem(
                        "groupSize",
                        Optional.of("model.layers.0.self_attn.q_proj"),
                        "80 is larger than 64, the input size of model.layers.0.self_attn.q_proj",
                        "Use a smaller size, or -1 for one scale per row.")),
                problems);
    }

    @Test
    void reportsAGroupOfNoColumns() {
        assertEquals(List.of("groupSize"), components(new RtnOptions(4, 0, false, Grid.GPTQ, false)));
    }

    @Test
    void reportsWhatTheAwqGridCannotDo() {
        assertEquals(List.of("mse"), components(new RtnOptions(4, -1, true, Grid.AWQ, true)));
        assertEquals(List.of("groupSize"), components(new RtnOptions(4, 64, false, Grid.AWQ, false)));
        assertEquals(List.of(), components(new RtnOptions(4, 64, false, Grid.GPTQ, false)));
    }

    private static CompressedLinear quantize(Matrix weight, RtnOptions options) {
        return CompressedLinear.of(run, new RtnMethod(), options, weight);
    }

    private static double relativeError(int bits) {
        return quantize(Matrix.normal(1, 8, 64), new RtnOptions(bits, 32, false, Grid.GPTQ, false))
                .report()
                .figures()
                .get("relativeError");
    }

    /** Of a single linear of 200 inputs. */
    private static Estimate estimate(boolean symmetric) {
        ModelShape model = TestShapes.single(10, 200);
        RtnOptions options = new RtnOptions(4, 128, symmetric, Grid.GPTQ, false);
        return new RtnMethod()
                .plan(new PlanInputs<>(options, model))
                .estimate(model.linears().get(0));
    }

    private static List<PlanInputs.Problem> problems(RtnOptions options) {
        return PlanInputs.problems(new RtnMethod(), options, TestShapes.llama());
    }

    private static List<String> components(RtnOptions options) {
        return problems(options).stream().map(PlanInputs.Problem::component).toList();
    }

    private static void assertGroups(
            Matrix weight, CompressedLinear quantized, int size, Function<float[], SlowGrid> definition) {
        List<Integer> codes = codes(quantized);
        int bits = ((GroupQuantizedWeight) quantized.weight()).bits();
        int width = size == -1 ? weight.columns() : size;
        forEachGroup(weight, size, (row, group, values) -> {
            String where = bits + " bits, " + weight.columns() + " columns, row " + row + ", group " + group;
            SlowGrid expected = definition.apply(values);
            assertEquals(expected, slowGrid(quantized, row, group, bits), where);
            for (int i = 0; i < values.length; i++) {
                int column = group * width + i;
                assertEquals(expected.code(values[i]), codes.get(row * weight.columns() + column), where);
                assertEquals(expected.value(values[i]), quantized.values().at(row, column), where);
            }
        });
    }

    /** The grid that the kernel chose for a group. */
    private static SlowGrid slowGrid(CompressedLinear quantized, int row, int group, int bits) {
        GroupQuantizedWeight weight = (GroupQuantizedWeight) quantized.weight();
        return new SlowGrid(
                Matrix.of(weight.scales()).at(row, group),
                Matrix.of(weight.zeroPoints()).at(row, group) + 0f, // -0 and 0 are the same zero-point
                (1 << bits) - 1);
    }

    private static void forEachGroup(Matrix weight, int size, GroupVisitor visitor) {
        int width = size == -1 ? weight.columns() : size;
        for (int row = 0; row < weight.rows(); row++) {
            for (int start = 0; start < weight.columns(); start += width) {
                float[] values = new float[Math.min(width, weight.columns() - start)];
                for (int i = 0; i < values.length; i++) {
                    values[i] = weight.at(row, start + i);
                }
                visitor.group(row, start / width, values);
            }
        }
    }

    private static List<Integer> codes(CompressedLinear quantized) {
        byte[] bytes = ((GroupQuantizedWeight) quantized.weight()).codes().toByteArray();
        List<Integer> codes = new ArrayList<>();
        for (byte code : bytes) {
            codes.add(Byte.toUnsignedInt(code));
        }
        return codes;
    }

    private interface GroupVisitor {
        void group(int row, int group, float[] values);
    }
}
