package org.comptrust.trust.perspective;

import java.time.Duration;

/** When requests may begin: so many per second at most, and none before the service wants to be asked again. Thread-safe. */
final class Pace {
    private final long interval;
    private long next = System.nanoTime();

    Pace(double requestsPerSecond) {
        this.interval = (long) (1e9 / requestsPerSecond);
    }

    /** Takes the next turn and says how long it is until then. */
    synchronized Duration turn() {
        long now = System.nanoTime();
        long begin = Math.max(now, next);
        next = begin + interval;
        return Duration.ofNanos(begin - now);
    }

    /** No turn begins before this time has passed. */
    synchronized void rest(Duration time) {
        next = Math.max(next, System.nanoTime() + time.toNanos());
    }
}
