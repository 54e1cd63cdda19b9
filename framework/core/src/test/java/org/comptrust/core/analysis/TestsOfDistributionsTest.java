package org.comptrust.core.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.comptrust.core.result.Interval;
import org.junit.jupiter.api.Test;

class TestsOfDistributionsTest {
    @Test
    void mcNemarAgreesWithValuesByHand() {
        assertEquals(1, McNemar.p(0, 0));
        assertEquals(1, McNemar.p(1, 0));
        assertEquals(1, McNemar.p(3, 3));
        assertEquals(2.0 / 32, McNemar.p(0, 5), 1e-15);
        assertEquals(2.0 * (1 + 10) / 1024, McNemar.p(9, 1), 1e-15);
        assertEquals(2.0 * (1 + 12 + 66) / 4096, McNemar.p(2, 10), 1e-15);
    }

    @Test
    void mcNemarAgreesWithExactSumsAlsoWhereNoDoubleHoldsTheTerms() {
        for (int[] flips : new int[][] {{20, 31}, {400, 450}, {900, 1100}, {2, 1200}}) {
            double exact = exact(flips[0], flips[1]);
            assertEquals(exact, McNemar.p(flips[0], flips[1]), 1e-9 * exact, flips[0] + " and " + flips[1]);
        }
    }

    @Test
    void wilsonAgreesWithPublishedValues() {
        // Newcombe 1998, "Two-sided confidence intervals for the single proportion", Table I, method 3
        assertInterval(0.2553, 0.3662, Wilson.of(81, 263), 5e-5);
        assertInterval(0.0624, 0.1605, Wilson.of(15, 148), 5e-5);
        assertInterval(0, 0.1611, Wilson.of(0, 20), 5e-5);
        assertInterval(0.0061, 0.1718, Wilson.of(1, 29), 5e-5);
        assertInterval(1 - 0.1611, 1, Wilson.of(20, 20), 5e-5);
    }

    @Test
    void holmTakesTheSmallestTimesAllTheNextTimesOneLess() {
        assertArrayEquals(
                new double[] {0.03, 0.06, 0.06, 0.02}, Holm.adjust(new double[] {0.01, 0.04, 0.03, 0.005}), 1e-15);
        assertArrayEquals(new double[] {1, 1}, Holm.adjust(new double[] {0.7, 0.6}));
        assertArrayEquals(new double[0], Holm.adjust(new double[0]));
    }

    @Test
    void withoutAnyFlipItTakesAboutThreeItemsForEachShareThatIsToBeExcluded() {
        for (double margin : new double[] {0.5, 1, 2, 5, 10}) {
            int ruleOfThree = (int) Math.ceil(3 / (margin / 100));
            assertTrue(notWorse(ruleOfThree * 3 / 2, margin) <= 0.05, "margin " + margin);
            assertTrue(notWorse(ruleOfThree / 2, margin) > 0.05, "margin " + margin);
        }
    }

    @Test
    void unseenFlipsAreTheDifferenceOfTwoPoissons() {
        assertEquals(0.308508, UnseenFlips.atMost(0, 1) - UnseenFlips.atMost(-1, 1), 1e-6); // exp(-2) I0(2)
        assertEquals(0.215269, UnseenFlips.atMost(1, 1) - UnseenFlips.atMost(0, 1), 1e-6); // exp(-2) I1(2)
        assertEquals(1, UnseenFlips.atMost(1000, 1));
        assertEquals(0, UnseenFlips.atMost(-1000, 1));
        assertEquals(UnseenFlips.atMost(-3, 1), UnseenFlips.atMost(-2, 2.0 / 3), 1e-15);
    }

    @Test
    void normalQuantilesAreNearTheTables() {
        assertEquals(1.6449, Normal.upper(0.05), 5e-4);
        assertEquals(3.0902, Normal.upper(0.001), 5e-4);
    }

    @Test
    void theDrawsAreThoseOfSplitMixEverywhere() {
        SplitMix random = new SplitMix(0); // first numbers of the authors' reference, for state 0
        assertEquals(0xE220A8397B1DCDAFL, random.next());
        assertEquals(0x6E789E6AA1B965F4L, random.next());
        int[] counts = new int[3];
        for (int i = 0; i < 30_000; i++) {
            counts[random.below(3)]++;
        }
        for (int count : counts) {
            assertEquals(10_000, count, 350); // 4 sd
        }
    }

    private static double notWorse(int items, double margin) {
        return Tests.ofPoints(new double[2000], items, margin).notWorse();
    }

    private static void assertInterval(double low, double high, Interval interval, double tolerance) {
        assertEquals(low, interval.low(), tolerance, interval.toString());
        assertEquals(high, interval.high(), tolerance, interval.toString());
    }

    private static double exact(int one, int other) {
        int flips = one + other;
        BigInteger term = BigInteger.ONE;
        BigInteger sum = BigInteger.ZERO;
        for (int k = 0; k <= Math.min(one, other); k++) {
            sum = sum.add(term);
            term = term.multiply(BigInteger.valueOf(flips - k)).divide(BigInteger.valueOf(k + 1));
        }
        return Math.min(
                1,
                new BigDecimal(sum.shiftLeft(1))
                        .divide(new BigDecimal(BigInteger.ONE.shiftLeft(flips)), MathContext.DECIMAL64)
                        .doubleValue());
    }
}
