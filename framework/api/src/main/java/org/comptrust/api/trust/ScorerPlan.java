package org.comptrust.api.trust;

import java.util.Optional;

/**
 * A scorer with its options. Implemented by plugins, thread-safe.
 *
 * @since 0.1
 */
public sealed interface ScorerPlan permits TextScorer {
    /**
     * What decides its outputs besides the input: version of the code, options, the service's address, what it was trained on.
     * Part of the key of every output and of every grade that came of one. The host adds id and hashes of the data.
     */
    String identity();

    /** Why it cannot work here, such as a key or file that is missing, and a way out; empty if it can. */
    default Optional<String> unavailable() {
        return Optional.empty();
    }

    /** How good it is, as far as that is known. May take as long as its first use; asked only of a scorer that is available. */
    ScorerCard card();
}
