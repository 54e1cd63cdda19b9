package org.comptrust.api.model;

/**
 * How whole demonstrations leave a prompt that is too long.
 *
 * @param oldestFirst which go first
 * @param maxTokens limit of the prompt; 0: the model's context minus the answer
 * @since 0.1
 */
public record Overflow(boolean oldestFirst, int maxTokens) {
    public static final Overflow OLDEST_FIRST = new Overflow(true, 0);
}
