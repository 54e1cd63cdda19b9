package org.comptrust.core.recorded;

/** A question whose answer nobody recorded. Its item counts as unanswered; no answer is made up. */
public final class NotRecordedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotRecordedException() {
        this("no answer is recorded");
    }

    NotRecordedException(String why) {
        super(why);
    }
}
