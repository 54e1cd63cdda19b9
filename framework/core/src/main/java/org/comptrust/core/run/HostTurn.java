package org.comptrust.core.run;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets one thread at a time do the host's own work: read items, grade answers, call dimensions. A thread that waits for its device or
 * for a scorer gives way to the others meanwhile. So devices work side by side, and what is the host's is as it is with one device.
 */
final class HostTurn {
    private final ReentrantLock lock = new ReentrantLock(true);
    private final ReentrantLock scorers = new ReentrantLock(true);

    /** Does work of the host; in turn, not nested. */
    void take(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something that is not the host's own work, out of turn. Nothing that is shared may be touched there but the journal. */
    <T> T away(Supplier<T> waiting) {
        lock.unlock();
        try {
            return waiting.get();
        } finally {
            lock.lock();
        }
    }

    /** Has a scorer work out of turn, one at a time: two may share a service and its limits, or a file. */
    <T> T scoring(Supplier<T> work) {
        return away(() -> {
            scorers.lock();
            try {
                return work.get();
            } finally {
                scorers.unlock();
            }
        });
    }
}
