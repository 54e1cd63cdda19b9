package org.comptrust.models.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.comptrust.api.kernel.KernelException;

/**
 * Works that are timed in turns: each once, in order, round after round. On a machine that others use too, all of them have the same
 * share of good and bad moments, so what one takes beside another holds where the seconds alone would not.
 */
final class Turns {
    private static final int FEWEST = 3;
    /** Turns of quick works. */
    static final int MOST = 12;

    private static final double ENOUGH_SECONDS = 20;
    private static final double MOST_SECONDS = 120;

    private Turns() {}

    /**
     * Median seconds of each work: of three rounds, more of quick ones and fewer of those that take minutes, after a round that warms up;
     * where that one takes long, what it warms up matters little, and it counts.
     *
     * @param most turns, at least 1
     * @throws KernelException what a work throws
     */
    static double[] seconds(List<Runnable> works, int most) {
        List<double[]> rounds = new ArrayList<>();
        double[] first = round(works);
        double all = DoubleStream.of(first).sum();
        if (all > ENOUGH_SECONDS) {
            rounds.add(first);
        } else {
            all = 0;
        }
        while (rounds.size() < Math.min(FEWEST, most) && all < MOST_SECONDS
                || rounds.size() < most && all < ENOUGH_SECONDS) {
            double[] next = round(works);
            all += DoubleStream.of(next).sum();
            rounds.add(next);
        }
        return IntStream.range(0, works.size())
                .mapToDouble(work ->
                        median(rounds.stream().mapToDouble(round -> round[work]).toArray()))
                .toArray();
    }

    private static double[] round(List<Runnable> works) {
        return works.stream().mapToDouble(EngineBench::seconds).toArray();
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
