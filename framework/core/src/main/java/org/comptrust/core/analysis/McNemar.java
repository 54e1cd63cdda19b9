package org.comptrust.core.analysis;

/** The exact test of McNemar 1947: if compression does nothing, a flip goes either way with chance one half. */
final class McNemar {
    private McNemar() {}

    /** Two-sided p-value: twice the binomial tail of the rarer direction, at most 1. */
    static double p(int okToBad, int badToOk) {
        int flips = okToBad + badToOk;
        int rarer = Math.min(okToBad, badToOk);
        double logTerm = -flips * Math.log(2); // of C(flips, 0) / 2^flips; logarithms, for 2^-1100 is no double
        double tail = 0;
        for (int k = 0; k <= rarer; k++) {
            tail += Math.exp(logTerm);
            logTerm += Math.log(flips - k) - Math.log(k + 1);
        }
        return Math.min(1, 2 * tail);
    }
}
