package org.comptrust.models.endpoint;

/** An endpoint cannot be asked, or its answer cannot be used. The message says what, where and how to mend it. */
public final class EndpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EndpointException(String message) {
        super(message);
    }

    EndpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
