package org.comptrust.core.analysis;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.comptrust.api.trust.Grades;
import org.comptrust.api.trust.Scale;
import org.comptrust.core.grades.GradedItem;
import org.comptrust.core.result.Confidence;
import org.comptrust.core.result.Interval;

/** How sure the scores of a dimension of a model and their differences are. */
final class Uncertainty {
    /** Resamples, unless many verdicts need more. */
    static final int RESAMPLES = 2000;

    /** Fewer items give no interval: what differs between two items says nothing about a third. */
    static final int FEWEST = 3;

    /** Most resamples without a score, as a share. */
    private static final double MOST_WITHOUT = 0.01;

    private final ToDoubleFunction<Grades> score;
    private final Scale scale;
    private final long seed;
    private final int resamples;
    private final Map<List<GradedItem>, double[]> known = new HashMap<>();

    /**
     * @param score the figure that is compared; NaN where a table has none
     * @param seed of the draws, the same for all variants
     */
    Uncertainty(ToDoubleFunction<Grades> score, Scale scale, long seed, int resamples) {
        this.score = score;
        this.scale = scale;
        this.seed = seed;
        this.resamples = resamples;
    }

    /** Of the score of a sample. */
    Confidence ofScore(Sample sample) {
        if (resamples == 0) {
            return Confidence.none("none was asked for");
        }
        if (sample.items().size() < FEWEST) {
            return fewItems(sample);
        }
        return confidence(
                resampled(sample),
                DoubleUnaryOperator.identity(),
                "all " + sample.items().size() + " items count alike, so nothing can be drawn that differs");
    }

    /** Of the difference of two samples with the same items, over the same draws. */
    Confidence ofDifference(Sample variant, Sample base) {
        int items = variant.items().size();
        if (items < FEWEST) {
            return fewItems(variant);
        }
        return confidence(
                gains(variant, base),
                scale == Scale.RATIO ? gain -> Math.expm1(-gain) : DoubleUnaryOperator.identity(),
                variant.gradedOtherwise(base) == 0
                        ? "no item was graded otherwise; among " + items + " items, a change of up to "
                                + percent(1 - Math.pow(1 - Quantiles.LEVEL, 1.0 / items))
                                + " % of all items could go unseen"
                        : "the difference is the same in every resample");
    }

    /** Of the difference of two samples with other items, drawn apart. */
    Confidence ofUnpaired(Sample variant, Sample base) {
        if (Math.min(variant.items().size(), base.items().size()) < FEWEST) {
            return fewItems(variant.items().size() < FEWEST ? variant : base);
        }
        double[] after = resampled(variant);
        double[] before = new Bootstrap(base.strata(), seed + 1, resamples)
                .of(weights -> score.applyAsDouble(base.resampled(weights)));
        double[] gains = new double[after.length];
        for (int i = 0; i < gains.length; i++) {
            gains[i] = gain(after[i], before[i]);
        }
        return confidence(
                gains,
                scale == Scale.RATIO ? gain -> Math.expm1(-gain) : DoubleUnaryOperator.identity(),
                "the difference is the same in every resample");
    }

    /** Tests of the difference; empty where there is too little to test. */
    Optional<Tests> tests(Sample variant, Sample base, double margin) {
        return tests(variant, base, margin, 0);
    }

    /**
     * The same where arithmetic alone moves the score.
     *
     * @param noise points, or for a ratio scale a fraction of the base's figure
     */
    Optional<Tests> tests(Sample variant, Sample base, double margin, double noise) {
        int items = variant.items().size();
        if (items < FEWEST) {
            return Optional.empty();
        }
        double[] gains = gains(variant, base);
        double[] finite = finite(gains);
        if (tooFew(finite, gains)) {
            return Optional.empty();
        }
        return Optional.of(
                scale == Scale.RATIO
                        ? Tests.ofRatios(finite, items, margin, noise)
                        : Tests.ofPoints(finite, items, margin, noise));
    }

    /** Differences in points, or minus the logarithms of ratios: positive is better. */
    private double[] gains(Sample variant, Sample base) {
        double[] after = resampled(variant);
        double[] before = resampled(base);
        double[] gains = new double[after.length];
        for (int i = 0; i < gains.length; i++) {
            gains[i] = gain(after[i], before[i]);
        }
        return gains;
    }

    private double gain(double after, double before) {
        return scale == Scale.RATIO ? Math.log(before / after) : after - before;
    }

    /** Variants that were graded alike item by item are drawn from once: mild compression changes few answers. */
    private double[] resampled(Sample sample) {
        return known.computeIfAbsent(sample.graded(), same -> new Bootstrap(sample.strata(), seed, resamples)
                .of(weights -> score.applyAsDouble(sample.resampled(weights))));
    }

    private Confidence confidence(double[] figures, DoubleUnaryOperator shown, String allEqual) {
        double[] finite = finite(figures);
        if (tooFew(finite, figures)) {
            return Confidence.none(
                    (figures.length - finite.length) + " of " + figures.length + " resamples have no score");
        }
        Interval interval = Quantiles.interval(finite);
        double least = Arrays.stream(finite).min().orElseThrow();
        double most = Arrays.stream(finite).max().orElseThrow();
        if (most - least <= 1e-9 * Math.max(1, Math.abs(most))) { // sums in another order differ in their last bits
            return Confidence.none(allEqual);
        }
        double one = shown.applyAsDouble(interval.low());
        double other = shown.applyAsDouble(interval.high());
        return Confidence.of(new Interval(Math.min(one, other), Math.max(one, other)));
    }

    private static Confidence fewItems(Sample sample) {
        int items = sample.items().size();
        return Confidence.none(items + (items == 1 ? " item is" : " items are") + " too few");
    }

    private static double[] finite(double[] figures) {
        return Arrays.stream(figures).filter(Double::isFinite).toArray();
    }

    private static boolean tooFew(double[] finite, double[] all) {
        return finite.length == 0 || all.length - finite.length > MOST_WITHOUT * all.length;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, share < 0.1 ? "%.1f" : "%.0f", 100 * share);
    }
}
