package org.comptrust.api.model;

import java.util.List;

/**
 * What is asked about a prompt.
 *
 * @since 0.1
 */
public sealed interface Ask {
    /**
     * Text that follows the prompt.
     *
     * @param maxTokens at most so many tokens
     * @param samples how many texts
     * @param temperature 0: greedy
     * @param topP nucleus, in (0, 1]
     * @param stop strings that end a text and are not part of it
     */
    record Generate(int maxTokens, int samples, double temperature, double topP, List<String> stop) implements Ask {
        public Generate {
            stop = List.copyOf(stop);
            if (maxTokens < 1 || samples < 1 || !(temperature >= 0) || !(topP > 0 && topP <= 1)) {
                throw new IllegalArgumentException("impossible generation: maxTokens " + maxTokens + ", samples "
                        + samples + ", temperature " + temperature + ", topP " + topP);
            }
        }

        /** One greedy text. */
        public static Generate greedy(int maxTokens) {
            return new Generate(maxTokens, 1, 0, 1, List.of());
        }
    }

    /** The log-likelihood of each continuation; one completion for each, in order. */
    record Choose(List<String> continuations) implements Ask {
        public Choose {
            continuations = List.copyOf(continuations);
        }
    }

    /** The log-likelihood of the prompt's own tokens after the first {@code contextTokens} (at least 1). */
    record LogLikelihood(int contextTokens) implements Ask {
        public LogLikelihood {
            if (contextTokens < 1) {
                throw new IllegalArgumentException(
                        "the first token has no log-likelihood; contextTokens " + contextTokens);
            }
        }
    }
}
