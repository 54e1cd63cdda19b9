package org.comptrust.core.run;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets one thread at a time do the host's own work: read items, grade answers, write the journal, call plugins. A thread that waits
 * for its device gives way to the others meanwhile. So devices work side by side, and what is the host's is as it is with one device.
 */
final class HostTurn {
    private final ReentrantLock lock = new ReentrantLock(true);

    /** Does work of the host; in turn, not nested. */
    void take(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something that is not the host's own work, out of turn. Nothing that is shared may be touched there. */
    <T> T away(Supplier<T> waiting) {
        lock.unlock();
        try {
            return waiting.get();
        } finally {
            lock.lock();
        }
    }
}
