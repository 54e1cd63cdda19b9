package org.comptrust.models.endpoint;

/** An endpoint cannot be asked, or its answer cannot be used. The message says what, where and how to mend it. */
public final class EndpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reach reach;

    EndpointException(String message) {
        this(message, Reach.QUESTION);
    }

    EndpointException(String message, Reach reach) {
        super(message);
        this.reach = reach;
    }

    EndpointException(String message, Throwable cause) {
        super(message, cause);
        this.reach = Reach.QUESTION;
    }

    /** What of the endpoint fails. */
    enum Reach {
        /** This question alone. */
        QUESTION,
        /** The server at this moment, for as long as it was tried. */
        MOMENT,
        /** The server, whatever it is asked. */
        SERVER
    }

    Reach reach() {
        return reach;
    }
}
