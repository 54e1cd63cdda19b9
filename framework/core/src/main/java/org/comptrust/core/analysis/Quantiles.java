package org.comptrust.core.analysis;

import java.util.Arrays;
import org.comptrust.core.result.Interval;

/** Percentile intervals of resampled figures. */
final class Quantiles {
    /** How often an interval is to hold what it estimates. */
    static final double LEVEL = 0.95;

    private Quantiles() {}

    /** The figures that leave (1 - {@link #LEVEL}) / 2 of all below and above. */
    static Interval interval(double[] figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        double tail = (1 - LEVEL) / 2;
        return new Interval(at(sorted, tail), at(sorted, 1 - tail));
    }

    /** The order statistic number (n + 1) p, counted from 1; between two of them in proportion. */
    private static double at(double[] sorted, double p) {
        double position = (sorted.length + 1) * p - 1;
        int below = (int) Math.floor(position);
        if (below < 0) {
            return sorted[0];
        }
        if (below >= sorted.length - 1) {
            return sorted[sorted.length - 1];
        }
        return sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]);
    }
}
