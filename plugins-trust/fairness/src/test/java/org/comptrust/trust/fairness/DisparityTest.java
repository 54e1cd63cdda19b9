package org.comptrust.trust.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DisparityTest {
    private static final double TOLERANCE = 1e-12;

    @Test
    void demographicParityComparesHowOftenGroupsGetTheFavourablePrediction() {
        Disparity disparity = new Disparity();
        disparity.add(1, 1, 4, 3);
        disparity.add(1, 0, 6, 2);
        disparity.add(0, 1, 5, 1);
        disparity.add(0, 0, 5, 0);

        assertEquals(0.5, disparity.selectionRate(1), TOLERANCE);
        assertEquals(0.1, disparity.selectionRate(0), TOLERANCE);
        assertEquals(0.4, disparity.demographicParityDifference(), TOLERANCE);
    }

    @Test
    void equalizedOddsTakesTheWorseOfTheTwoRates() {
        Disparity disparity = new Disparity();
        disparity.add(1, 1, 4, 3); // true positive rates 0.75 and 0.2
        disparity.add(0, 1, 5, 1);
        disparity.add(1, 0, 6, 6); // false positive rates 1 and 0.2
        disparity.add(0, 0, 5, 1);

        assertEquals(0.8, disparity.equalizedOddsDifference(), TOLERANCE);
    }

    @Test
    void aRateOfAGroupWithoutPositivesIsZero() {
        Disparity disparity = new Disparity();
        disparity.add(1, 1, 4, 3);
        disparity.add(1, 0, 4, 1);
        disparity.add(0, 0, 8, 2);

        assertEquals(0.75, disparity.equalizedOddsDifference(), TOLERANCE);
    }

    @Test
    void withOneGroupThereIsNothingToDifferFrom() {
        Disparity disparity = new Disparity();
        disparity.add(1, 1, 4, 3);

        assertEquals(0, disparity.demographicParityDifference());
        assertEquals(0, disparity.equalizedOddsDifference());
        assertEquals(0.75, disparity.accuracy(), TOLERANCE);
        assertEquals(0, new Disparity().accuracy());
    }

    @Test
    void whereTheAttributeIsTheLabelAPerfectPredictorIsAsUnfairAsCanBe() {
        Disparity disparity = new Disparity();
        disparity.add(1, 1, 180, 180);
        disparity.add(0, 0, 120, 0);

        assertEquals(1, disparity.accuracy());
        assertEquals(1, disparity.demographicParityDifference());
        assertEquals(1, disparity.equalizedOddsDifference());
    }

    /** The definitions by conditional shares, item after item. */
    @Test
    void countsGiveTheSameAsTheDefinitions() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int[][] items = new int[1 + random.nextInt(40)][];
            Disparity disparity = new Disparity();
            for (int i = 0; i < items.length; i++) {
                items[i] = new int[] {random.nextInt(2), random.nextInt(2), random.nextInt(2)};
                disparity.add(items[i][0], items[i][1], 1, items[i][2]);
            }

            boolean both = share(items, 0, -1) >= 0 && share(items, 1, -1) >= 0;
            double parity = both ? Math.abs(share(items, 1, -1) - share(items, 0, -1)) : 0;
            double odds = both ? Math.max(difference(items, 0), difference(items, 1)) : 0;

            assertEquals(parity, disparity.demographicParityDifference(), TOLERANCE, "seed " + seed);
            assertEquals(odds, disparity.equalizedOddsDifference(), TOLERANCE, "seed " + seed);
        }
    }

    private static double difference(int[][] items, int truth) {
        return Math.abs(Math.max(0, share(items, 1, truth)) - Math.max(0, share(items, 0, truth)));
    }

    /** P(p=1 | g, y), with any truth if that is -1; -1 over nothing. */
    private static double share(int[][] items, int group, int truth) {
        double all = 0;
        double positive = 0;
        for (int[] item : items) {
            if (item[0] == group && (truth < 0 || item[1] == truth)) {
                all++;
                positive += item[2];
            }
        }
        return all == 0 ? -1 : positive / all;
    }
}
