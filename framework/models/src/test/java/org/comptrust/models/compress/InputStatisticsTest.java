package org.comptrust.models.compress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.comptrust.api.compression.Need;
import org.comptrust.models.engine.TorchEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InputStatisticsTest {
    private static TorchEngine engine;

    @BeforeAll
    static void open() {
        engine = TorchEngine.cpu();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void theGramMatrixIsTheSumOfAllProductsAboveAndBelowTheDiagonal() {
        for (int width : new int[] {1, 7, 255, 256, 257, 513, 1100}) {
            int tokens = 40;
            float[] x = normal(width, tokens * width);
            try (PtNDManager scope = engine.newScope();
                    InputStatistics sums = new InputStatistics(engine, width, Set.of(Need.GRAM))) {
                observe(sums, scope, x, width, 2, tokens / 2);

                float[] gram = sums.gram(scope).toFloatArray();

                for (int i = 0; i < width; i += width / 9 + 1) {
                    for (int j = 0; j < width; j++) {
                        double expected = 0;
                        for (int t = 0; t < tokens; t++) {
                            expected += (double) x[t * width + i] * x[t * width + j];
                        }
                        // Float32 sums of 40 products around 1.
                        assertEquals(expected / 2, gram[i * width + j], 1e-4, width + " wide at " + i + "," + j);
                        assertEquals(gram[i * width + j], gram[j * width + i], "symmetry at " + i + "," + j);
                    }
                }
            }
        }
    }

    /**
     * Inputs rounded to 8 bits are off by up to 2^-9 of themselves, so the sums of their products by less than 2^-8 of the sums of magnitudes; as
     * roundings are independent, far less. Products rounded to bfloat16 once for each 2048 tokens would be off by 2^-9 on the diagonal.
     */
    @Test
    void theGramMatrixOfRoundedInputsIsNearThatInFloat64AlsoWhereTokensComeInBatches() {
        int width = 300;
        int tokens = 8192;
        float[] x = normal(4, tokens * width);
        for (int t = 0; t < tokens; t++) {
            for (int i = 1; i < width; i++) {
                x[t * width + i] += x[t * width + i - 1] * 0.7f; // channels of a model hang together
            }
        }
        double[] exact = products(x, width, tokens);
        for (int batch : new int[] {512, 2048, 8192}) {
            float[] gram = gram(x, width, tokens, batch, Need.GRAM_BFLOAT16);

            double off = 0;
            double norm = 0;
            for (int i = 0; i < exact.length; i++) {
                double error = gram[i] * (double) (tokens / batch) - exact[i];
                off += error * error;
                norm += exact[i] * exact[i];
                if (i % (width + 1) == 0) {
                    assertEquals(0, error / exact[i], 5e-4, "batches of " + batch + " on the diagonal at " + i);
                }
            }
            double relative = Math.sqrt(off / norm);
            assertTrue(relative < 5e-4, "batches of " + batch + ": off by " + relative);
            assertTrue(relative > 1e-6, "batches of " + batch + ": nothing was rounded");
        }
    }

    @Test
    void besideTheGramMatrixOfFloat32ThatOfRoundedInputsIsNotTaken() {
        int width = 20;
        float[] x = normal(5, 64 * width);
        try (PtNDManager scope = engine.newScope();
                InputStatistics sums = new InputStatistics(engine, width, Set.of(Need.GRAM, Need.GRAM_BFLOAT16))) {
            observe(sums, scope, x, width, 1, 64);

            assertArrayEquals(gram(x, width, 64, 64), sums.gram(scope).toFloatArray());
        }
    }

    private static double[] products(float[] x, int width, int tokens) {
        double[] sums = new double[width * width];
        for (int t = 0; t < tokens; t++) {
            for (int i = 0; i < width; i++) {
                double left = x[t * width + i];
                for (int j = 0; j < width; j++) {
                    sums[i * width + j] += left * x[t * width + j];
                }
            }
        }
        return sums;
    }

    @Test
    void anySplitIntoBatchesGivesTheSameGramMatrix() {
        int width = 300;
        int tokens = 5000;
        float[] x = normal(1, tokens * width);
        float[] whole = gram(x, width, tokens, tokens);
        for (int batch : new int[] {100, 1000, 2500}) {
            float[] parts = gram(x, width, tokens, batch);
            for (int i = 0; i < whole.length; i++) {
                // Float32 sums of 5000 products, over one sequence or as many as there are batches.
                assertEquals(whole[i], parts[i] * (tokens / batch), 0.02, "batches of " + batch + " at " + i);
            }
        }
    }

    @Test
    void vectorsAreSummedAsPreciselyAsInFloat64() {
        int width = 77;
        int tokens = 9000;
        float[] x = normal(2, tokens * width);
        double[] squares = new double[width];
        double[] magnitudes = new double[width];
        for (int i = 0; i < x.length; i++) {
            squares[i % width] += (double) x[i] * x[i];
            magnitudes[i % width] += Math.abs((double) x[i]);
        }
        try (PtNDManager scope = engine.newScope();
                InputStatistics sums = new InputStatistics(engine, width, Set.of(Need.MEAN_SQUARE, Need.ABS_MEAN))) {
            observe(sums, scope, x, width, 3, tokens / 3);

            float[] meanSquare = sums.meanSquare(scope).toFloatArray();
            float[] absMean = sums.absMean(scope).toFloatArray();

            for (int i = 0; i < width; i++) {
                assertEquals(squares[i] / 3, meanSquare[i], 1e-6 * squares[i] / 3, "mean square of " + i);
                assertEquals(magnitudes[i] / tokens, absMean[i], 1e-6 * magnitudes[i] / tokens, "mean of " + i);
            }
            assertEquals(tokens, sums.tokens());
            assertEquals(3, sums.sequences());
        }
    }

    @Test
    void whatWasNotDeclaredIsNotGiven() {
        try (PtNDManager scope = engine.newScope();
                InputStatistics sums = new InputStatistics(engine, 4, Set.of(Need.MEAN_SQUARE))) {
            assertThrows(IllegalStateException.class, () -> sums.gram(scope));
            assertThrows(IllegalStateException.class, () -> sums.absMean(scope));
        }
    }

    @Test
    void tokensMayComeAfterAReading() {
        int width = 5;
        float[] x = normal(3, 12 * width);
        try (PtNDManager scope = engine.newScope();
                InputStatistics sums = new InputStatistics(engine, width, Set.of(Need.GRAM))) {
            observe(sums, scope, Arrays.copyOf(x, 6 * width), width, 1, 6);
            float[] first = sums.gram(scope).toFloatArray();
            observe(sums, scope, Arrays.copyOfRange(x, 6 * width, 12 * width), width, 1, 6);

            float[] both = sums.gram(scope).toFloatArray();

            assertArrayEquals(gram(x, width, 12, 12), doubled(both), 1e-4f);
            assertTrue(first[0] > 0);
        }
    }

    private static float[] doubled(float[] values) {
        float[] doubled = values.clone();
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] *= 2;
        }
        return doubled;
    }

    private static float[] gram(float[] x, int width, int tokens, int batch) {
        return gram(x, width, tokens, batch, Need.GRAM);
    }

    private static float[] gram(float[] x, int width, int tokens, int batch, Need need) {
        try (PtNDManager scope = engine.newScope();
                InputStatistics sums = new InputStatistics(engine, width, Set.of(need))) {
            for (int start = 0; start < tokens; start += batch) {
                observe(sums, scope, Arrays.copyOfRange(x, start * width, (start + batch) * width), width, 1, batch);
            }
            return sums.gram(scope).toFloatArray();
        }
    }

    private static void observe(
            InputStatistics sums, PtNDManager scope, float[] x, int width, int sequences, int length) {
        try (NDArray batch = scope.create(x, new Shape(sequences, length, width))) {
            sums.observe(batch);
        }
    }

    private static float[] normal(long seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
