package org.comptrust.trust.fairness;

/**
 * The fairness metrics of one run, from counts of items and of predictions of 1 by group and truth. With prediction p, truth y and
 * group g, each 0 or 1 (worst-case differences between groups, as in the fairlearn library):
 *
 * <ul>
 *   <li>demographic parity difference: |P(p=1 | g=1) - P(p=1 | g=0)|. 0: both groups get the favourable prediction equally often
 *       (Dwork et al. 2012, arXiv:1104.3913);
 *   <li>equalised odds difference: max(|TPR1 - TPR0|, |FPR1 - FPR0|), with TPRg = P(p=1 | y=1, g) and FPRg = P(p=1 | y=0, g). 0:
 *       errors are as frequent in both groups (Hardt et al. 2016, arXiv:1610.02413).
 * </ul>
 *
 * <p>A rate over no item is 0: so a group without positives has TPR 0. Where one of the groups has no item at all there is
 * nothing to differ from, and both differences are 0.
 */
final class Disparity {
    /** [group][truth] */
    private final double[][] items = new double[2][2];
    /** [group][truth]: of them, predictions of 1. */
    private final double[][] positive = new double[2][2];

    /** Adds items of one group and truth, of which some are predicted 1. */
    void add(int group, int truth, double count, double predictedPositive) {
        items[group][truth] += count;
        positive[group][truth] += predictedPositive;
    }

    double weight() {
        return items[0][0] + items[0][1] + items[1][0] + items[1][1];
    }

    /** Share of the items whose prediction is right; 0 of none. */
    double accuracy() {
        double right = 0;
        for (int group = 0; group < 2; group++) {
            right += items[group][0] - positive[group][0] + positive[group][1];
        }
        return rate(right, weight());
    }

    /** Share of a group's items that are predicted 1; 0 of none. */
    double selectionRate(int group) {
        return rate(positive[group][0] + positive[group][1], items[group][0] + items[group][1]);
    }

    double demographicParityDifference() {
        return comparable() ? Math.abs(selectionRate(1) - selectionRate(0)) : 0;
    }

    double equalizedOddsDifference() {
        return comparable() ? Math.max(rateDifference(1), rateDifference(0)) : 0;
    }

    /** Difference between the groups' true (1) or false (0) positive rates. */
    private double rateDifference(int truth) {
        return Math.abs(rate(positive[1][truth], items[1][truth]) - rate(positive[0][truth], items[0][truth]));
    }

    private boolean comparable() {
        return items[0][0] + items[0][1] > 0 && items[1][0] + items[1][1] > 0;
    }

    private static double rate(double part, double whole) {
        return whole > 0 ? part / whole : 0;
    }
}
