package org.comptrust.host.engine;

import java.util.function.Consumer;
import org.comptrust.models.bench.Ceiling;
import org.jspecify.annotations.Nullable;

/**
 * Multiplies matrices every now and then between the forward steps of a run. Where other programs run beside, what matrix products reach
 * changes within seconds; so both have the same share of good and bad moments.
 */
final class CeilingInTurns implements AutoCloseable {
    private static final double EVERY_SECONDS = 2;

    private final Ceiling ceiling;
    private final Consumer<@Nullable Runnable> steps;
    private double seconds;
    private long last;
    private int times;

    /**
     * @param ceiling that it takes over
     * @param steps takes what runs before each step
     */
    CeilingInTurns(Ceiling ceiling, Consumer<@Nullable Runnable> steps) {
        this.ceiling = ceiling;
        this.steps = steps;
        ceiling.reach(); // warms up
        steps.accept(this::beforeStep);
    }

    private synchronized void beforeStep() {
        long now = System.nanoTime();
        if (times == 0 || now - last > EVERY_SECONDS * 1e9) {
            ceiling.reach();
            last = System.nanoTime();
            seconds += (last - now) / 1e9;
            times++;
        }
    }

    /** Seconds that it has taken. */
    synchronized double seconds() {
        return seconds;
    }

    /** Float operations a second, over all turns. */
    synchronized double flops() {
        return times * ceiling.operations() / seconds;
    }

    @Override
    public void close() {
        steps.accept(null);
        ceiling.close();
    }
}
