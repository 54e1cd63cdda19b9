package org.comptrust.core.port;

/** A question whose answer nobody recorded. Its item counts as unanswered; no answer is made up. */
public final class NotRecordedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotRecordedException() {
        this("no answer is recorded");
    }

    public NotRecordedException(String why) {
        super(why);
    }
}
