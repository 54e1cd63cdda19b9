package org.comptrust.quickstart.training;

/**
 * The learning rate over a run: rises linearly, then falls as half a cosine to a twentieth of its peak.
 *
 * @param steps of the whole run
 * @param warmup steps of the rise
 * @param peak highest rate
 */
public record Schedule(int steps, int warmup, double peak) {
    private static final double FLOOR = 0.05;

    public Schedule {
        if (warmup < 1 || steps <= warmup) {
            throw new IllegalArgumentException("warmup must be from 1 to below " + steps + ", was " + warmup);
        }
    }

    /** The rate of a step, counted from 1. */
    double rate(int step) {
        if (step <= warmup) {
            return peak * step / warmup;
        }
        double done = (double) (step - warmup) / (steps - warmup);
        return peak * (FLOOR + (1 - FLOOR) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, done))));
    }
}
