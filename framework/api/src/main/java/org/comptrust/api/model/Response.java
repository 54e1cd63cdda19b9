package org.comptrust.api.model;

import java.util.List;

/**
 * What a model said to a request.
 *
 * @param completions at least one
 * @param promptTokens length of the prompt as the model read it
 * @param droppedShots demonstrations that did not fit
 * @param notes what a reader of results must know of how it was computed, a sentence each; nearly always none
 * @since 0.1
 */
public record Response(List<Completion> completions, int promptTokens, int droppedShots, List<String> notes) {
    public Response {
        completions = List.copyOf(completions);
        notes = List.copyOf(notes);
        if (completions.isEmpty()) {
            throw new IllegalArgumentException("a response needs a completion");
        }
    }

    /** One of which nothing need be known. */
    public Response(List<Completion> completions, int promptTokens, int droppedShots) {
        this(completions, promptTokens, droppedShots, List.of());
    }

    /** The same with other notes. */
    public Response noted(List<String> others) {
        return new Response(completions, promptTokens, droppedShots, others);
    }

    /** Text of the first completion. */
    public String text() {
        return completions.get(0).text();
    }
}
