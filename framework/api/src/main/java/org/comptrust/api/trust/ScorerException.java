package org.comptrust.api.trust;

/**
 * A scorer cannot work until the user does something: a key is refused, a service cannot be reached. The message says what, where and
 * how to mend it; it holds no secret.
 *
 * @since 0.1
 */
public final class ScorerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ScorerException(String message) {
        super(message);
    }

    public ScorerException(String message, Throwable cause) {
        super(message, cause);
    }
}
