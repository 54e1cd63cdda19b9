package org.comptrust.models.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Native resources that were handed out and perhaps not closed yet. Those that are closed are forgotten from time to time; the others
 * stay in sight even when nobody refers to them any more, since nothing frees them then. Thread-safe.
 *
 * @param <T> a resource that tells whether it is closed
 */
final class OpenHandles<T> {
    private static final int FEW = 1024;

    private final Predicate<T> closed;
    private final List<T> noted = new ArrayList<>();
    private int most = FEW;

    OpenHandles(Predicate<T> closed) {
        this.closed = closed;
    }

    /** Keeps a resource in sight, and returns it. */
    synchronized <S extends T> S note(S resource) {
        if (noted.size() >= most) {
            forgetClosed();
        }
        noted.add(resource);
        return resource;
    }

    /** How many are open. */
    synchronized int open() {
        forgetClosed();
        return noted.size();
    }

    private void forgetClosed() {
        noted.removeIf(closed);
        most = Math.max(FEW, 2 * noted.size());
    }
}
