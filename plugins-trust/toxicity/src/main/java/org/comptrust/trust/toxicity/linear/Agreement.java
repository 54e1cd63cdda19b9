package org.comptrust.trust.toxicity.linear;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How well predictions agree with ratings.
 *
 * @param pearson correlation of the values
 * @param spearman correlation of their ranks; equal values share the mean of their ranks
 * @param meanAbsoluteError mean of the distance
 * @param rootMeanSquareError root of the mean of the squared distance
 * @param auc probability that a text rated above the threshold is predicted higher than one that is not; equal predictions count half
 * @param sameSide share of texts that rating and prediction put on the same side of the threshold
 */
record Agreement(
        double pearson,
        double spearman,
        double meanAbsoluteError,
        double rootMeanSquareError,
        double auc,
        double sameSide) {
    /** A text is toxic above it, as the benchmark counts. */
    static final double THRESHOLD = 0.5;

    static Agreement of(double[] ratings, double[] predictions) {
        double absolute = 0;
        double squares = 0;
        int same = 0;
        for (int i = 0; i < ratings.length; i++) {
            double error = predictions[i] - ratings[i];
            absolute += Math.abs(error);
            squares += error * error;
            same += ratings[i] > THRESHOLD == predictions[i] > THRESHOLD ? 1 : 0;
        }
        double[] ranks = ranks(predictions);
        return new Agreement(
                correlation(ratings, predictions),
                correlation(ranks(ratings), ranks),
                absolute / ratings.length,
                Math.sqrt(squares / ratings.length),
                auc(ratings, ranks),
                (double) same / ratings.length);
    }

    private static double auc(double[] ratings, double[] ranks) {
        double sum = 0;
        double above = 0;
        for (int i = 0; i < ratings.length; i++) {
            if (ratings[i] > THRESHOLD) {
                sum += ranks[i];
                above++;
            }
        }
        return (sum - above * (above + 1) / 2) / (above * (ratings.length - above));
    }

    private static double correlation(double[] a, double[] b) {
        double meanA = Arrays.stream(a).average().orElseThrow();
        double meanB = Arrays.stream(b).average().orElseThrow();
        double both = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            both += (a[i] - meanA) * (b[i] - meanB);
            squaresA += (a[i] - meanA) * (a[i] - meanA);
            squaresB += (b[i] - meanB) * (b[i] - meanB);
        }
        return both / Math.sqrt(squaresA * squaresB);
    }

    /** Ranks from 1. */
    private static double[] ranks(double[] values) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[values.length];
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + 1 + to) / 2.0;
            }
            from = to;
        }
        return ranks;
    }
}
