package org.comptrust.models.compress;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import org.comptrust.models.compress.CompressionWalk.Watcher;

/** Tells a watcher how far a walk is, and about how long the rest will take. */
final class WalkClock {
    private final Watcher watcher;
    private final LongSupplier clock;
    private final int total;
    private final int first;
    private final long start;
    private int done;
    private OptionalDouble loss = OptionalDouble.empty();

    /**
     * @param first blocks that were done before
     * @param clock nanoseconds that never go back
     */
    WalkClock(Watcher watcher, int first, int total, LongSupplier clock) {
        this.watcher = watcher;
        this.clock = clock;
        this.total = total;
        this.first = first;
        this.done = first;
        this.start = clock.getAsLong();
    }

    /** A block begins. */
    void begin() {
        watcher.blocks(done, total);
        within(0);
    }

    /** @param fraction of the block at hand */
    void within(double fraction) {
        Duration elapsed = Duration.ofNanos(clock.getAsLong() - start);
        double share = done - first + fraction;
        Optional<Duration> left = share <= 0 || elapsed.isZero()
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) (elapsed.toMillis() * (total - done - fraction) / share)));
        watcher.status(new WalkStatus(done, total, fraction, loss, elapsed, left));
    }

    /** A block is done. */
    void end(Collection<LayerFacts> facts) {
        done++;
        loss = loss(facts);
        if (done == total) {
            within(0);
            watcher.blocks(done, total);
        }
    }

    private static OptionalDouble loss(Collection<LayerFacts> facts) {
        double[] losses = facts.stream()
                .map(one -> one.report().figures().get("loss"))
                .filter(figure -> figure != null)
                .mapToDouble(Double::doubleValue)
                .toArray();
        return losses.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Arrays.stream(losses).sum());
    }
}
