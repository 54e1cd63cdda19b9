package org.comptrust.compression.gptq;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.compression.UnsupportedLayerException;
import org.comptrust.testkit.CompressedLinear;
import org.comptrust.testkit.InputStatistics;
import org.comptrust.testkit.LayerInputs;
import org.comptrust.testkit.Matrix;
import org.comptrust.testkit.OptionsRecords;
import org.comptrust.testkit.SlowHessian;
import org.comptrust.testkit.SlowStatistics;
import org.comptrust.testkit.TestRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GptqQuantizationTest {
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
    void agreesWithThePapersAlgorithmOverSizesOffTheGrid() {
        for (int columns : new int[] {1, 7, 15, 16, 17, 33, 127, 129, 260}) {
            for (String options : List.of(
                    "{bits: 4, groupSize: -1, blockSize: 16, actOrder: false}",
                    "{bits: 3, groupSize: -1, symmetric: false}",
                    "{bits: 2, groupSize: 1, symmetric: false, blockSize: 100, dampening: 0.1}")) {
                assertAgrees(5, columns, options);
            }
        }
    }

    @Test
    void groupsWithinABlockDoNotSeeItsCorrectionsAndGroupsMayReachBeyondIt() {
        for (int group : new int[] {4, 5, 16, 24, 32, 40, 100}) {
            for (boolean actOrder : new boolean[] {true, false}) {
                assertAgrees(
                        6,
                        100,
                        "{bits: 3, symmetric: false, blockSize: 16, groupSize: " + group + ", actOrder: " + actOrder
                                + "}");
            }
        }
    }

    @Test
    void staticGroupsAreThoseOfTheWeightAsItCame() {
        for (boolean actOrder : new boolean[] {true, false}) {
            assertAgrees(
                    6,
                    70,
                    "{bits: 3, groupSize: 16, staticGroups: true, symmetric: false, actOrder: " + actOrder + "}");
        }
    }

    @Test
    void roundsToNearestIfColumnsDoNotGoTogether() {
        Matrix oneAtATime = Matrix.normal(1, 40, 40).map((row, column, value) -> row == column ? 1 + value : 0);
        LayerInputs inputs = new LayerInputs(oneAtATime, List.of(20, 20));
        Matrix weight = Matrix.normal(2, 6, 40);
        GptqOptions options = options("{bits: 4, groupSize: 16, actOrder: false, dampening: 0}");

        CompressedLinear quantized =
                CompressedLinear.of(run, new GptqMethod(), options, weight, inputs, new SlowStatistics());
        GptqQuantizer.Quantized rounded = rounded(weight, inputs, options);

        assertArrayEquals(
                rounded.weight().codes().toByteArray(),
                weightOf(quantized).codes().toByteArray());
        assertArrayEquals(
                rounded.weight().scales().toFloatArray(),
                weightOf(quantized).scales().toFloatArray());
    }

    @Test
    void theLossIsHalfOfWhatTheChangeOfTheWeightCosts() {
        Matrix weight = Matrix.normal(3, 9, 150);
        LayerInputs inputs = mixed(4, 400, 150);
        for (boolean actOrder : new boolean[] {true, false}) {
            GptqOptions options = options("{bits: 3, groupSize: 64, blockSize: 48, actOrder: " + actOrder + "}");

            CompressedLinear quantized = quantize(weight, inputs, options);

            Matrix change = weight.map(
                    (row, column, value) -> value - quantized.values().at(row, column));
            double cost =
                    SlowHessian.of(new SlowStatistics().gram(inputs), 0.01).loss(change);
            double loss = quantized.report().figures().get("loss");
            assertEquals(cost, loss, 1e-4 * cost, "actOrder " + actOrder); // float32 sums of 1350 terms
        }
    }

    @Test
    void costsLessThanRoundingToNearest() {
        Matrix weight = Matrix.normal(5, 16, 128);
        LayerInputs inputs = mixed(6, 300, 128);
        SlowHessian hessian = SlowHessian.of(new SlowStatistics().gram(inputs), 0);
        for (int bits : new int[] {2, 3, 4, 8}) {
            GptqOptions options = options("{groupSize: 32, bits: " + bits + "}");
            CompressedLinear quantized = quantize(weight, inputs, options);
            Matrix near = org.comptrust.testkit.WeightValues.of(
                    rounded(weight, inputs, options).weight());

            double cost = hessian.loss(
                    weight.map((r, c, value) -> value - quantized.values().at(r, c)));
            double nearest = hessian.loss(weight.map((r, c, value) -> value - near.at(r, c)));

            assertTrue(cost < 0.7 * nearest, bits + " bits: " + cost + ", rounded to nearest " + nearest);
        }
    }

    @Test
    void theSearchForRangesLowersTheErrorOfAnOutlier() {
        Matrix weight = Matrix.normal(3, 4, 400).map((row, column, value) -> column == 7 ? 1 : 0.1f * value);
        LayerInputs inputs = mixed(8, 500, 400);

        double plain = loss(quantize(weight, inputs, options("{bits: 2, groupSize: -1}")));
        double searched = loss(quantize(weight, inputs, options("{bits: 2, groupSize: -1, mse: true}")));

        assertTrue(searched < 0.5 * plain, "searched " + searched + ", plain " + plain);
    }

    @Test
    void weightsOfDeadInputsBecomeZeroAndAreReported() {
        Matrix weight = Matrix.normal(1, 3, 20);
        LayerInputs random = mixed(2, 60, 20);
        LayerInputs inputs = new LayerInputs(
                random.tokens().map((row, column, value) -> column == 4 || column == 17 ? 0 : value),
                random.sequenceLengths());

        for (String groups : List.of("-1", "5")) {
            CompressedLinear quantized =
                    quantize(weight, inputs, options("{symmetric: false, groupSize: " + groups + "}"));

            for (int row = 0; row < 3; row++) {
                assertEquals(0, quantized.values().at(row, 4));
                assertEquals(0, quantized.values().at(row, 17));
            }
            assertEquals(2.0, quantized.report().figures().get("deadInputs"));
            assertEquals(
                    List.of("2 of 20 inputs were zero on all calibration tokens: their weights were set to zero first"),
                    quantized.report().deviations());
        }
    }

    @Test
    void reportsAShortLastGroup() {
        CompressedLinear quantized =
                quantize(Matrix.normal(1, 2, 33), mixed(1, 80, 33), options("{groupSize: 32, symmetric: false}"));

        assertEquals(
                List.of("short last group in each row: 1 of 32 columns"),
                quantized.report().deviations());
        assertEquals(2, weightOf(quantized).scales().getShape().get(1));
    }

    @Test
    void reportsGroupsThatTheSymmetricGridCutsOff() {
        Matrix weight = Matrix.normal(1, 4, 16).map((row, column, value) -> row < 2 ? Math.abs(value) : value);

        List<String> said = quantize(weight, mixed(1, 80, 16), options("{groupSize: -1}"))
                .report()
                .deviations();

        assertEquals(
                List.of("groups without a negative weight: 2 of 4; the symmetric grid cuts them off at about half their"
                        + " range, as its reference does"),
                said);
    }

    @Test
    void raisesTheDampeningUntilTheHessianIsPositiveDefiniteAndSaysSo() {
        // Eigenvalues 2.05 and -0.05, twice: a hundredth of the mean diagonal does not make up for the second, a tenth
        // does.
        CompressedLinear quantized =
                quantize(new Matrix(1, 2, new float[] {1, 2}), gram(1, 1.05f), options("{groupSize: -1}"));

        assertEquals(0.1, quantized.report().figures().get("dampening"), 1e-12);
        assertTrue(
                quantized
                        .report()
                        .deviations()
                        .contains("dampening raised from 0.01 to 0.1: the Hessian was not positive definite"),
                quantized.report().deviations().toString());
    }

    @Test
    void refusesAHessianThatStaysIndefiniteAndNamesTheLinear() {
        UnsupportedLayerException e = assertThrows(
                UnsupportedLayerException.class,
                () -> quantize(new Matrix(1, 2, new float[] {1, 2}), gram(1, 5), options("{groupSize: -1}")));

        assertEquals(
                "model.layers.0.linear: the Hessian of its inputs is not positive definite, also at dampening 1.0. Use more"
                        + " calibration text or a higher dampening, leave the layer out, or set fallback to round.",
                e.getMessage());
    }

    @Test
    void roundsToNearestInsteadIfThatIsTheFallbackAndSaysSo() {
        CompressedLinear quantized = quantize(
                new Matrix(1, 2, new float[] {-1, 0.4f}), gram(1, 5), options("{groupSize: -1, fallback: round}"));

        // Steps of 2/15 around 8; one is 7.4999995 of them in float32.
        assertArrayEquals(new byte[] {1, 11}, weightOf(quantized).codes().toByteArray());
        assertEquals(
                List.of("rounded to nearest: the Hessian was not positive definite, also at dampening 1.0"),
                quantized.report().deviations());
    }

    @Test
    void refusesActivationsThatAreNotFiniteAndNamesTheLinear() {
        UnsupportedLayerException e = assertThrows(
                UnsupportedLayerException.class,
                () -> quantize(
                        new Matrix(1, 2, new float[] {1, 2}),
                        gram(1, Float.POSITIVE_INFINITY),
                        options("{groupSize: -1}")));

        assertTrue(
                e.getMessage()
                        .startsWith(
                                "the Gram matrix of the inputs of model.layers.0.linear: 2 of 4 values are NaN or infinite."),
                e.getMessage());
    }

    @Test
    void refusesWeightsThatAreNotFinite() {
        Matrix weight = new Matrix(1, 2, new float[] {1, Float.NaN});

        assertThrows(
                UnsupportedLayerException.class, () -> quantize(weight, mixed(1, 9, 2), options("{groupSize: -1}")));
    }

    @Test
    void refusesALayerThatNoTokenReached() {
        LayerInputs none = new LayerInputs(new Matrix(0, 2, new float[0]), List.of());

        UnsupportedLayerException e = assertThrows(
                UnsupportedLayerException.class,
                () -> CompressedLinear.of(
                        run,
                        new GptqMethod(),
                        options("{groupSize: -1}"),
                        Matrix.normal(1, 2, 2),
                        none,
                        statistics(new Matrix(2, 2, new float[4]))));

        assertTrue(e.getMessage().startsWith("model.layers.0.linear: no calibration token reached it"), e.getMessage());
    }

    private static void assertAgrees(int rows, int columns, String yaml) {
        GptqOptions options = options(yaml);
        if (options.groupSize() > columns) {
            return;
        }
        Matrix weight = Matrix.normal(columns, rows, columns);
        LayerInputs inputs = mixed(columns + 1, 3 * columns + 4, columns);
        SlowGptq slow = new SlowGptq(options, new SlowStatistics().gram(inputs));

        List<Integer> codes = codes(quantize(weight, inputs, options));

        for (int row = 0; row < rows; row++) {
            float[] values = Arrays.copyOfRange(weight.values(), row * columns, (row + 1) * columns);
            List<Integer> expected = Arrays.stream(slow.codes(values)).boxed().toList();
            assertEquals(
                    expected,
                    codes.subList(row * columns, (row + 1) * columns),
                    columns + " columns, row " + row + ", " + yaml);
        }
    }

    /** Inputs whose columns go together, as those of real layers do. */
    private static LayerInputs mixed(long seed, int tokens, int columns) {
        LayerInputs random = LayerInputs.random(seed, tokens, columns);
        Matrix own = random.tokens();
        Matrix mixed = own.map((row, column, value) -> value + 0.6f * own.at(row, (column * 7 + 3) % columns));
        return new LayerInputs(mixed, random.sequenceLengths());
    }

    private static GptqOptions options(String yaml) {
        return OptionsRecords.parse(GptqOptions.class, yaml);
    }

    private static CompressedLinear quantize(Matrix weight, LayerInputs inputs, GptqOptions options) {
        return CompressedLinear.of(run, new GptqMethod(), options, weight, inputs, new SlowStatistics());
    }

    private static CompressedLinear quantize(Matrix weight, InputStatistics statistics, GptqOptions options) {
        LayerInputs one = new LayerInputs(Matrix.normal(1, 1, weight.columns()), List.of(1));
        return CompressedLinear.of(run, new GptqMethod(), options, weight, one, statistics);
    }

    private static GptqQuantizer.Quantized rounded(Matrix weight, LayerInputs inputs, GptqOptions options) {
        var block = org.comptrust.testkit.TestBlocks.single(
                run.host(), weight, inputs, java.util.Set.of(), new SlowStatistics());
        return new GptqQuantizer(run.kernels()).round(block.targets().get(0), options);
    }

    private static InputStatistics gram(float diagonal, float other) {
        return statistics(new Matrix(2, 2, new float[] {diagonal, other, other, diagonal}));
    }

    private static InputStatistics statistics(Matrix gram) {
        return new InputStatistics() {
            @Override
            public float[] meanSquare(LayerInputs inputs) {
                throw new IllegalStateException("not needed");
            }

            @Override
            public float[] absMean(LayerInputs inputs) {
                throw new IllegalStateException("not needed");
            }

            @Override
            public Matrix gram(LayerInputs inputs) {
                return gram;
            }
        };
    }

    private static double loss(CompressedLinear quantized) {
        return quantized.report().figures().get("loss");
    }

    private static GroupQuantizedWeight weightOf(CompressedLinear quantized) {
        return (GroupQuantizedWeight) quantized.weight();
    }

    private static List<Integer> codes(CompressedLinear quantized) {
        List<Integer> codes = new ArrayList<>();
        for (byte code : weightOf(quantized).codes().toByteArray()) {
            codes.add(Byte.toUnsignedInt(code));
        }
        return codes;
    }
}
