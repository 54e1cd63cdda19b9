package org.comptrust.core.journal;

import java.util.Optional;
import org.comptrust.api.model.Response;

/** What became of a question to a model that need not be asked again. */
public sealed interface Reply {
    /** The model's answer; empty if it cannot answer. */
    Optional<Response> response();

    /** It answered. */
    record Answered(Response answer) implements Reply {
        @Override
        public Optional<Response> response() {
            return Optional.of(answer);
        }
    }

    /**
     * The prompt is too long for the model, even without demonstrations.
     *
     * @param promptTokens its length; 0 where nobody can tell
     * @param limit most tokens that it may have; 0 where nobody can tell
     */
    record TooLong(int promptTokens, int limit) implements Reply {
        @Override
        public Optional<Response> response() {
            return Optional.empty();
        }
    }
}
