package org.comptrust.models.engine;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.Optional;

/** Ends the process under threads that are inside native code. */
public final class ProcessEnd {
    private static final Optional<Function> EXIT = find();

    private ProcessEnd() {}

    /**
     * Ends the process, and nothing else: even {@link Runtime#halt} has the C++ libraries take themselves down, and threads that are
     * inside them crash.
     */
    public static void now(int exitCode) {
        EXIT.ifPresent(exit -> exit.invokeVoid(new Object[] {exitCode}));
        Runtime.getRuntime().halt(exitCode);
    }

    private static Optional<Function> find() {
        try {
            return Optional.of(NativeLibrary.getProcess().getFunction("_exit"));
        } catch (LinkageError otherLibrary) {
            return Optional.empty();
        }
    }
}
