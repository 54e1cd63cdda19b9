package org.comptrust.core.journal;

/** The store cannot be used; the operator must act. The message says what, where and how to mend it. */
public final class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JournalException(String message) {
        super(message);
    }

    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
