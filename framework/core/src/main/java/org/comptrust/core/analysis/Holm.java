package org.comptrust.core.analysis;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Holm's correction (1979, "A simple sequentially rejective multiple test procedure"): of many claims, hardly any is wrong. */
final class Holm {
    private Holm() {}

    /**
     * Adjusted p-values, in the order of the given ones. Rejecting those of at most alpha makes any wrong rejection at all as rare as
     * alpha, however the tests depend on each other.
     */
    static double[] adjust(double[] p) {
        List<Integer> ascending = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .toList();
        double[] adjusted = new double[p.length];
        double sofar = 0;
        for (int rank = 0; rank < p.length; rank++) {
            sofar = Math.max(sofar, Math.min(1, (p.length - rank) * p[ascending.get(rank)]));
            adjusted[ascending.get(rank)] = sofar;
        }
        return adjusted;
    }
}
