package org.comptrust.api.trust;

import java.time.Duration;

/**
 * A scorer cannot answer now: its service wants to be left alone for a while. The host waits and asks again.
 *
 * @since 0.1
 */
public final class RetryLaterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration after;

    /**
     * @param after how long to wait
     * @param why for the user, if it never works; no secrets
     */
    public RetryLaterException(Duration after, String why) {
        super(why);
        this.after = after;
    }

    /** How long to wait. */
    public Duration after() {
        return after;
    }
}
