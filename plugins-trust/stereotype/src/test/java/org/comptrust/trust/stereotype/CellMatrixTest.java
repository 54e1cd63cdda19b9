package org.comptrust.trust.stereotype;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellMatrixTest {
    @ParameterizedTest
    @CsvSource({
        "0.125, 0.12",
        "0.375, 0.38",
        "0.625, 0.62",
        "0.875, 0.88",
        "0.12500000000000003, 0.13",
        "0.37499999999999994, 0.37",
        "0.005, 0.0", // 0.5 after scaling, though the double lies above the half
        "0.015, 0.02",
        "0.145, 0.14", // 14.499999999999998 after scaling
        "1, 1",
        "0, 0"
    })
    void roundsHalvesToEvenAfterScalingInBinary(double share, double rounded) {
        assertEquals(rounded, CellMatrix.rounded(share));
    }

    @Test
    void meansAreOverRowsColumnsAndAll() {
        CellMatrix matrix = new CellMatrix(2, 3);
        for (int group = 0; group < 2; group++) {
            for (int topic = 0; topic < 3; topic++) {
                matrix.set(group, topic, group + 10 * topic);
            }
        }

        assertEquals(OptionalDouble.of(10), matrix.ofGroup(0));
        assertEquals(OptionalDouble.of(20.5), matrix.ofTopic(2));
        assertEquals(OptionalDouble.of(10.5), matrix.mean());
        assertEquals(0, matrix.absent());
    }

    @Test
    void cellsWithoutItemsAreLeftOut() {
        CellMatrix matrix = new CellMatrix(2, 2);
        matrix.set(1, 0, 0.5);
        matrix.set(1, 1, 1);

        assertEquals(OptionalDouble.of(0.75), matrix.mean());
        assertEquals(OptionalDouble.of(0.75), matrix.ofGroup(1));
        assertEquals(OptionalDouble.of(1), matrix.ofTopic(1));
        assertEquals(OptionalDouble.empty(), matrix.ofGroup(0));
        assertEquals(OptionalDouble.empty(), new CellMatrix(2, 2).mean());
        assertEquals(2, matrix.absent());
    }

    /** The last bits of NumPy 2.4.6: {@code numpy.add.reduce([(i * 7 % 11) / 3 for i in range(n)])}. */
    @ParameterizedTest
    @CsvSource({
        "1, 0.0",
        "7, 12.333333333333334",
        "8, 14.000000000000002",
        "9, 14.333333333333336",
        "16, 27.0",
        "23, 36.66666666666667",
        "24, 39.0",
        "128, 214.0",
        "129, 215.66666666666669",
        "136, 226.66666666666666",
        "384, 640.3333333333334",
        "400, 666.6666666666667"
    })
    void addsInTheOrderOfNumPy(int count, double sum) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = (i * 7 % 11) / 3.0;
        }

        assertEquals(sum, CellMatrix.pairwiseSum(values, 0, count));
    }

    @Test
    void theOrderOfAdditionIsSeenInTheLastBitsOnly() {
        int different = 0;
        for (int seed = 0; seed < 200; seed++) {
            double[] values = new Random(seed).doubles(1 + seed * 3).toArray();
            double plain = 0;
            for (double value : values) {
                plain += value;
            }
            double sum = CellMatrix.pairwiseSum(values, 0, values.length);

            assertEquals(plain, sum, 1e-12 * values.length, "seed " + seed);
            different += plain == sum ? 0 : 1;
        }
        assertNotEquals(0, different);
    }
}
