package org.comptrust.api.model;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * One answer.
 *
 * @param text the answer
 * @param finish why it ends
 * @param logLikelihood nats, summed over the tokens of the answer or continuation; empty if the model cannot tell
 * @param tokens number of tokens of the answer or continuation
 * @since 0.1
 */
public record Completion(String text, Finish finish, OptionalDouble logLikelihood, int tokens) {
    public Completion {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(finish, "finish");
        Objects.requireNonNull(logLikelihood, "logLikelihood");
    }
}
