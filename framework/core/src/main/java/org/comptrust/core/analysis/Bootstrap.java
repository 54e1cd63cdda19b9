package org.comptrust.core.analysis;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * Draws items anew within their strata and computes a figure of each resample. From a stratum of n items n - 1 are drawn with
 * replacement, each counting n / (n - 1) (Rao and Wu 1988, "Resampling inference with complex survey data", JASA 83, with m = n - 1):
 * the plain bootstrap's variance is too small by (n - 1) / n, which for strata of three items is a third. What is drawn depends on
 * seed and strata only, so two tables with the same items see the same resamples: that pairs them.
 */
final class Bootstrap {
    private final Strata strata;
    private final long seed;
    private final int resamples;

    /** @param resamples how many, at least 1 */
    Bootstrap(Strata strata, long seed, int resamples) {
        this.strata = strata;
        this.seed = seed;
        this.resamples = resamples;
    }

    /**
     * A figure of each resample.
     *
     * @param figure of the items' weights; NaN where it has no value
     * @return [resamples]
     */
    double[] of(ToDoubleFunction<double[]> figure) {
        double[] figures = new double[resamples];
        double[] weights = new double[strata.items()];
        for (int i = 0; i < resamples; i++) {
            draw(new SplitMix(new SplitMix(seed + i).next()), weights);
            figures[i] = figure.applyAsDouble(weights);
        }
        return figures;
    }

    private void draw(SplitMix random, double[] weights) {
        Arrays.fill(weights, 0);
        for (int[] rows : strata.groups()) {
            int n = rows.length;
            if (n == 1) {
                weights[rows[0]] = 1;
                continue;
            }
            double each = (double) n / (n - 1);
            for (int draw = 1; draw < n; draw++) {
                weights[rows[random.below(n)]] += each;
            }
        }
    }
}
