package org.comptrust.models.engine;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.Optional;

/** The heap of the C library, in which arrays lie that are not large enough to be mapped one by one. */
public final class NativeHeap {
    private static final Optional<Function> TRIM = find();

    private NativeHeap() {}

    /**
     * Gives memory that is free back to the system. The C library otherwise keeps what many small arrays leave behind, and more of it
     * the more threads there were. Takes milliseconds; does nothing where the library is not glibc.
     */
    public static void trim() {
        TRIM.ifPresent(trim -> trim.invokeInt(new Object[] {0L}));
    }

    private static Optional<Function> find() {
        try {
            return Optional.of(NativeLibrary.getProcess().getFunction("malloc_trim"));
        } catch (LinkageError otherLibrary) {
            return Optional.empty();
        }
    }
}
