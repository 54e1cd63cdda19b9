package org.comptrust.host.cli;

/** A command that cannot be carried out as it was given. The message says why and how to mend it. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
