package org.comptrust.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.function.IntToDoubleFunction;

/** Comparisons of arrays that fail on NaN and name the first entry that differs. */
public final class Tolerances {
    private Tolerances() {}

    /** Asserts that no entry is further than {@code tolerance} away. */
    public static void assertClose(String what, float[] expected, float[] actual, double tolerance) {
        check(what, expected, actual, i -> tolerance);
    }

    /** Asserts that no entry is further away than {@code relative} times the expected magnitude. */
    public static void assertRelative(String what, float[] expected, float[] actual, double relative) {
        check(what, expected, actual, i -> relative * Math.abs(expected[i]));
    }

    /** Asserts that all entries are equal bit by bit, signs of zeros included. */
    public static void assertSameBits(String what, float[] expected, float[] actual) {
        assertEquals(expected.length, actual.length, what + ": number of entries");
        for (int i = 0; i < expected.length; i++) {
            if (Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(actual[i])) {
                fail(what + "[" + i + "]: expected the bits of " + expected[i] + ", was " + actual[i]);
            }
        }
    }

    /** The norm of the difference over the norm of the expected array; NaN if any entry is. */
    public static double relativeFrobenius(float[] expected, float[] actual) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) expected[i] - actual[i], 2);
            norm += (double) expected[i] * expected[i];
        }
        return norm == 0 ? difference : Math.sqrt(difference / norm);
    }

    private static void check(String what, float[] expected, float[] actual, IntToDoubleFunction tolerance) {
        assertEquals(expected.length, actual.length, what + ": number of entries");
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs((double) expected[i] - actual[i]);
            if (!(error <= tolerance.applyAsDouble(i))) {
                fail(what + "[" + i + "]: expected " + expected[i] + " within " + tolerance.applyAsDouble(i) + ", was "
                        + actual[i]);
            }
        }
    }
}
