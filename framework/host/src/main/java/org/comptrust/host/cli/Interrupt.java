package org.comptrust.host.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets Ctrl-C end a run in good order: the run is asked to stop, and the process waits until it has. Without this the journal
 * would still be whole, but the last answers not in it.
 */
final class Interrupt implements BooleanSupplier, AutoCloseable {
    private static final long LONGEST_WAIT_S = 30;

    private static final AtomicReference<@Nullable Interrupt> CURRENT = new AtomicReference<>();

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean asked;

    Interrupt(Terminal terminal) {
        hook = new Thread(() -> await(terminal), "comptrust-interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
        CURRENT.set(this);
    }

    /**
     * Waits for a run that was asked to stop, if there is one.
     *
     * @return whether there was, and it ended
     */
    static boolean awaitCurrent() {
        Interrupt current = CURRENT.get();
        try {
            return current != null && current.ended.await(LONGEST_WAIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether the run shall stop. */
    @Override
    public boolean getAsBoolean() {
        return asked;
    }

    /** The run is over. */
    @Override
    public void close() {
        ended.countDown();
        if (!asked) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException alreadyGoingDown) {
                asked = true; // the hook runs and finds that there is nothing to wait for
            }
        }
    }

    private void await(Terminal terminal) {
        asked = true;
        if (ended.getCount() == 0) {
            return;
        }
        terminal.say("\nstopping after the batch at hand ...");
        try {
            if (!ended.await(LONGEST_WAIT_S, TimeUnit.SECONDS)) {
                terminal.say("the batch at hand is given up. What was answered before is kept.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
