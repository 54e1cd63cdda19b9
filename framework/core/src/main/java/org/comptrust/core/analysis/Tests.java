package org.comptrust.core.analysis;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * One-sided paired tests of a difference against a margin. Of resampled gains (positive is better), the p-value of a claim is the
 * share that contradicts it, (1 + count) / (1 + resamples).
 *
 * @param items how many items both answered
 * @param margin as it is reported
 * @param notWorse p-value of: not worse by more than the margin
 * @param worse p-value of: worse by more than the margin
 * @param better p-value of: better by more than the margin
 * @param spread how far the mean gain is from the loss that does not matter, and how sure that is
 */
record Tests(int items, double margin, double notWorse, double worse, double better, Spread spread) {
    /**
     * Tests of gains in points; each item may hide a flip that was not seen ({@link UnseenFlips}).
     *
     * @param gains resampled, all finite
     */
    static Tests ofPoints(double[] gains, int items, double margin) {
        return ofPoints(gains, items, margin, 0);
    }

    /**
     * The same where arithmetic alone moves a score: each claim must hold with that much taken from what speaks for it.
     *
     * @param noise points, at least 0
     */
    static Tests ofPoints(double[] gains, int items, double margin, double noise) {
        double unit = 100.0 / items;
        return new Tests(
                items,
                margin,
                share(gains, gain -> UnseenFlips.atMost(-margin - gain + noise, unit)),
                share(gains, gain -> UnseenFlips.atMost(margin + gain + noise, unit)),
                share(gains, gain -> UnseenFlips.atMost(margin - gain + noise, unit)),
                Spread.of(gains, -margin, items, 2 * 100 * 100, noise));
    }

    /**
     * Tests of ratios to the base, lower is better.
     *
     * @param gains resampled minus log ratios
     * @param margin fraction of the base's figure
     */
    static Tests ofRatios(double[] gains, int items, double margin) {
        return ofRatios(gains, items, margin, 0);
    }

    /**
     * The same where arithmetic alone moves a figure.
     *
     * @param noise fraction of the base's figure, at least 0
     */
    static Tests ofRatios(double[] gains, int items, double margin, double noise) {
        double loss = Math.log1p(margin);
        double moved = Math.log1p(noise);
        return new Tests(
                items,
                margin,
                share(gains, gain -> gain - moved <= -loss ? 1 : 0),
                share(gains, gain -> gain + moved >= -loss ? 1 : 0),
                share(gains, gain -> gain - moved <= loss ? 1 : 0),
                Spread.of(gains, -loss, items, 0, moved));
    }

    /**
     * About how many items would decide between worse and not worse, if gain and spread stay as they are.
     *
     * @param alpha level of a single test
     */
    OptionalLong itemsToDecide(double alpha) {
        double needed = spread.itemsFor(Normal.upper(alpha));
        // beyond that it is not a matter of more items
        return needed < 1e7 ? OptionalLong.of(Math.max(items + 1L, (long) Math.ceil(needed))) : OptionalLong.empty();
    }

    private static double share(double[] gains, Contradiction contradiction) {
        double count = 0;
        for (double gain : gains) {
            count += contradiction.of(gain);
        }
        return Math.min(1, (1 + count) / (1 + gains.length));
    }

    /**
     * What more items would narrow.
     *
     * @param distance of the mean gain from the loss that does not matter, less what is noise; at least 0
     * @param variance of the mean gain times the number of items: it falls with more of them
     * @param unseen variance of unseen flips times the square of the number of items
     */
    record Spread(double distance, double variance, double unseen) {
        private static Spread of(double[] gains, double loss, int items, double unseen, double noise) {
            double mean = Arrays.stream(gains).average().orElse(0);
            double squares = 0;
            for (double gain : gains) {
                squares += (gain - mean) * (gain - mean);
            }
            return new Spread(Math.max(0, Math.abs(mean - loss) - noise), squares / gains.length * items, unseen);
        }

        /** The n of {@code distance = deviations * sqrt(variance / n + unseen / n^2)}. */
        private double itemsFor(double deviations) {
            double a = deviations * deviations * variance;
            double b = deviations * deviations * unseen;
            double d = distance * distance;
            return (a + Math.sqrt(a * a + 4 * d * b)) / (2 * d);
        }
    }

    /** How likely a resampled gain contradicts a claim, in [0, 1]. */
    private interface Contradiction {
        double of(double gain);
    }
}
