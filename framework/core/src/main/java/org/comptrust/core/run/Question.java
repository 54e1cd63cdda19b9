package org.comptrust.core.run;

import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.SeededRequest;

/**
 * A question that waits for its group.
 *
 * @param cell who reads the answer
 * @param turn what was said before
 * @param asked what the model reads
 */
record Question(CellRun cell, Turn turn, SeededRequest asked) {
    /** Characters of a token, about. It need not be right: it only must be the same each time. */
    private static final long CHARACTERS = 4;

    /** What can share a batch: given text is scored in other passes than text is written, and one way of drawing serves a batch. */
    record Kind(boolean writes, double temperature, double topP) {
        static Kind of(Ask ask) {
            return ask instanceof Ask.Generate generate
                    ? new Kind(true, generate.temperature(), generate.topP())
                    : new Kind(false, 0, 1);
        }
    }

    Kind kind() {
        return Kind.of(asked.request().ask());
    }

    /** What tells answers apart: the seed counts only where something is drawn. */
    SeededRequest same() {
        return same(asked);
    }

    static SeededRequest same(SeededRequest asked) {
        return Kind.of(asked.request().ask()).temperature() > 0 ? asked : new SeededRequest(asked.request(), 0);
    }

    /** Tokens that the model reads and at most writes, estimated from the question alone. */
    long tokens() {
        return tokens(asked.request());
    }

    static long tokens(Request request) {
        long prompt = tokens(request.prompt());
        if (request.ask() instanceof Ask.Generate generate) {
            return generate.samples() * (prompt + generate.maxTokens());
        } else if (request.ask() instanceof Ask.Choose choose) {
            return choose.continuations().stream()
                    .mapToLong(text -> prompt + tokens(text))
                    .sum();
        }
        return prompt;
    }

    private static long tokens(Prompt prompt) {
        if (prompt instanceof Prompt.Tokens ids) {
            return ids.ids().size();
        } else if (prompt instanceof Prompt.Chat chat) {
            return chat.messages().stream()
                    .map(Message::text)
                    .mapToLong(Question::tokens)
                    .sum();
        } else if (prompt instanceof Prompt.Text text) {
            return text.parts().stream()
                    .map(Message::text)
                    .mapToLong(Question::tokens)
                    .sum();
        }
        throw new IllegalStateException("a prompt of kind " + prompt.getClass().getSimpleName());
    }

    private static long tokens(String text) {
        return 1 + text.length() / CHARACTERS;
    }
}
