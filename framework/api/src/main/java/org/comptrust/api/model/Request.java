package org.comptrust.api.model;

import java.util.Objects;

/**
 * A question to a model.
 *
 * @param prompt what it reads
 * @param ask what is asked
 * @since 0.1
 */
public record Request(Prompt prompt, Ask ask) {
    public Request {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(ask, "ask");
    }
}
