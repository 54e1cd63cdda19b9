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
        try (PtNDManager scope = engine.newScope();
                InputStatistics sums = new InputStatistics(engine, width, Set.of(Need.GRAM))) {
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
