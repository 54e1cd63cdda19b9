package org.comptrust.core.port;

/** A checkpoint or the machine fails; the operator must act. The message says what, where and how to mend it. */
public final class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The same of something that is written somewhere.
     *
     * @param where such as {@code experiment.yaml:9:12: run.devices}
     */
    public ModelException at(String where) {
        return new ModelException(where + ": " + getMessage(), this);
    }
}
