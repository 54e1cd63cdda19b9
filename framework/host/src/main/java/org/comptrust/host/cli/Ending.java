package org.comptrust.host.cli;

import org.comptrust.models.engine.ProcessEnd;

/**
 * Ends the process at once where it is told to end while a command works. The usual way takes native libraries down under the threads
 * that are inside them, and they crash. Files are written beside and moved, so nothing is left half-written; a run is waited for.
 */
public final class Ending {
    private static final int ENDED_BY_A_SIGNAL = 130;

    private volatile boolean over;

    public Ending() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "comptrust-ending"));
    }

    private void end() {
        if (!over && !Interrupt.awaitCurrent()) {
            ProcessEnd.now(ENDED_BY_A_SIGNAL);
        }
    }

    /** The command is over. */
    public void commandIsOver() {
        over = true;
    }
}
