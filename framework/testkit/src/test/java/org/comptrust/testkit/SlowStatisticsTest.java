package org.comptrust.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SlowStatisticsTest {
    /** Three tokens of two features, in two sequences. */
    private static final LayerInputs INPUTS =
            new LayerInputs(new Matrix(3, 2, new float[] {1, -2, 3, 0, -5, 4}), List.of(2, 1));

    @Test
    void meanSquareIsASumOverTokensDividedBySequences() {
        assertArrayEquals(new float[] {35 / 2f, 20 / 2f}, new SlowStatistics().meanSquare(INPUTS));
    }

    @Test
    void absMeanIsAMeanOverTokens() {
        assertArrayEquals(new float[] {9 / 3f, 6 / 3f}, new SlowStatistics().absMean(INPUTS));
    }

    @Test
    void gramIsASumOfOuterProductsDividedBySequences() {
        assertArrayEquals(
                new float[] {35 / 2f, -22 / 2f, -22 / 2f, 20 / 2f},
                new SlowStatistics().gram(INPUTS).values());
    }
}
