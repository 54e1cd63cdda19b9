package org.comptrust.core.port;

/** A checkpoint or the machine fails; the operator must act. The message says what, where and how to mend it. */
public final class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
