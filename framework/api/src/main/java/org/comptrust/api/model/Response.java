package org.comptrust.api.model;

import java.util.List;

/**
 * What a model said to a request.
 *
 * @param completions at least one
 * @param promptTokens length of the prompt as the model read it
 * @param droppedShots demonstrations that did not fit
 * @since 0.1
 */
public record Response(List<Completion> completions, int promptTokens, int droppedShots) {
    public Response {
        completions = List.copyOf(completions);
        if (completions.isEmpty()) {
            throw new IllegalArgumentException("a response needs a completion");
        }
    }

    /** Text of the first completion. */
    public String text() {
        return completions.get(0).text();
    }
}
