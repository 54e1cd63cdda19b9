package org.comptrust.core.analysis;

import org.comptrust.core.result.Interval;

/** Wilson's score interval of a share (Wilson 1927, "Probable inference, the law of succession, and statistical inference"). */
final class Wilson {
    /** The normal distribution's 97.5 % point. */
    static final double Z = 1.959963984540054;

    private Wilson() {}

    /**
     * The interval of {@code counted / all} at 95 %.
     *
     * @param all at least 1
     */
    static Interval of(long counted, long all) {
        if (all < 1 || counted < 0 || counted > all) {
            throw new IllegalArgumentException(counted + " of " + all);
        }
        double share = (double) counted / all;
        double z2 = Z * Z;
        double centre = (share + z2 / (2 * all)) / (1 + z2 / all);
        double half = Z * Math.sqrt(share * (1 - share) / all + z2 / (4.0 * all * all)) / (1 + z2 / all);
        // the ends are exactly 0 and 1 there, but not in floating point
        return new Interval(counted == 0 ? 0 : centre - half, counted == all ? 1 : centre + half);
    }
}
