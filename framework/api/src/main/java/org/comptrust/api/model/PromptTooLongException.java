package org.comptrust.api.model;

import java.util.OptionalInt;

/**
 * A prompt that a model cannot read, too long even without its demonstrations. The host counts its item as unanswerable; nothing is
 * ever cut from a prompt in silence.
 *
 * @since 0.1
 */
public final class PromptTooLongException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int promptTokens;
    private final int limit;

    /**
     * @param promptTokens length of what is left without demonstrations; 0 where nobody can tell
     * @param limit most tokens that the prompt may have; 0 where nobody can tell
     */
    public PromptTooLongException(int promptTokens, int limit) {
        super(
                promptTokens > 0 && limit > 0
                        ? "the prompt has " + promptTokens + " tokens, but the model takes " + limit
                                + " besides the answer; shorten the item, or use a model with a longer context"
                        : "the prompt is longer than the model takes; shorten the item, or use a model with a longer context");
        if (promptTokens < 0 || limit < 0) {
            throw new IllegalArgumentException("a prompt of " + promptTokens + " tokens, a limit of " + limit);
        }
        this.promptTokens = promptTokens;
        this.limit = limit;
    }

    /** Tokens of the prompt without demonstrations; empty where nobody can tell. */
    public OptionalInt promptTokens() {
        return promptTokens > 0 ? OptionalInt.of(promptTokens) : OptionalInt.empty();
    }

    /** Most tokens that the prompt may have; empty where nobody can tell. */
    public OptionalInt limit() {
        return limit > 0 ? OptionalInt.of(limit) : OptionalInt.empty();
    }
}
