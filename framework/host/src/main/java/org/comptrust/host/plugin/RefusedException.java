package org.comptrust.host.plugin;

/** A jar that must not be loaded. The message says why and how to mend it, without the jar's name. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
