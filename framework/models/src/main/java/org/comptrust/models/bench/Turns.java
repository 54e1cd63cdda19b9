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
    private static final int MOST = 12;
    private static final double ENOUGH_SECONDS = 20;

    private Turns() {}

    /**
     * Median seconds of each work; of at least three rounds, more of quick ones, after a round that warms up.
     *
     * @throws KernelException what a work throws
     */
    static double[] seconds(List<Runnable> works) {
        works.forEach(Runnable::run);
        List<double[]> rounds = new ArrayList<>();
        double all = 0;
        while (rounds.size() < FEWEST || rounds.size() < MOST && all < ENOUGH_SECONDS) {
            double[] seconds = works.stream().mapToDouble(EngineBench::seconds).toArray();
            all += DoubleStream.of(seconds).sum();
            rounds.add(seconds);
        }
        return IntStream.range(0, works.size())
                .mapToDouble(work ->
                        median(rounds.stream().mapToDouble(round -> round[work]).toArray()))
                .toArray();
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
