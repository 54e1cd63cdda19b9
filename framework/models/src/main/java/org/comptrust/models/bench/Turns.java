package org.comptrust.models.bench;

import java.util.List;
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
     * Mean seconds of each work; at least three rounds, more of quick ones, after a round that warms up.
     *
     * @throws KernelException what a work throws
     */
    static double[] seconds(List<Runnable> works) {
        works.forEach(Runnable::run);
        double[] sums = new double[works.size()];
        double all = 0;
        int rounds = 0;
        while (rounds < FEWEST || rounds < MOST && all < ENOUGH_SECONDS) {
            for (int i = 0; i < sums.length; i++) {
                long start = System.nanoTime();
                works.get(i).run();
                double seconds = (System.nanoTime() - start) / 1e9;
                sums[i] += seconds;
                all += seconds;
            }
            rounds++;
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= rounds;
        }
        return sums;
    }
}
