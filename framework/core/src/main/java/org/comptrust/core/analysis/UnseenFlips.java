package org.comptrust.core.analysis;

/**
 * The distribution of (unseen flips to right) - (unseen flips to wrong), each Poisson with mean 1: that of Skellam 1946. Where few
 * items or none differ, a bootstrap is too sure: it cannot draw what it has not seen. Without any flip, this makes the claim "not worse
 * by more than m" hold at 5 % from about 3 / m items on, as the rule of three does (Hanley and Lippman-Hand 1983, "If nothing goes
 * wrong, is everything all right?").
 */
final class UnseenFlips {
    private static final int MOST = 40;
    /** [k + MOST]: the chance that the sum is at most k. */
    private static final double[] AT_MOST = atMost();

    private UnseenFlips() {}

    /**
     * The chance that the sum times {@code unit} is at most {@code bound}.
     *
     * @param unit points of one flip, above 0
     */
    static double atMost(double bound, double unit) {
        double flips =
                Math.floor(bound / unit + 1e-9); // a bound on a whole number belongs to it, whatever its last bits are
        if (flips < -MOST) {
            return 0;
        }
        return flips >= MOST ? 1 : AT_MOST[(int) flips + MOST];
    }

    private static double[] atMost() {
        double[] poisson = new double[MOST + 1];
        poisson[0] = Math.exp(-1);
        for (int k = 1; k <= MOST; k++) {
            poisson[k] = poisson[k - 1] / k;
        }
        double[] sums = new double[2 * MOST + 1];
        double total = 0;
        for (int difference = -MOST; difference <= MOST; difference++) {
            for (int up = Math.max(0, difference); up <= MOST && up - difference <= MOST; up++) {
                total += poisson[up] * poisson[up - difference];
            }
            sums[difference + MOST] = total;
        }
        return sums;
    }
}
