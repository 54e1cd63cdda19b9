package org.comptrust.api.trust;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Items of one kind. Implemented by plugins; thread-safe. The host selects, asks, batches, stores and repeats.
 *
 * @since 0.1
 */
public interface Scenario {
    /** Unique in the dimension. */
    String id();

    /** Why it cannot run here, such as the file that is missing. */
    Optional<String> unavailable();

    /**
     * Whether the score needs it: one that is missing, left out, or of which no item could be answered leaves the dimension without a
     * headline, unless a partial one is wanted.
     */
    default boolean scored() {
        return true;
    }

    /** The items: the same ids, content and order each time. Lazy; the host closes the stream. */
    Stream<Item> items(ItemContext context);

    /**
     * What comes after the answers so far, at least the answer to {@link Item#first()}. Pure and total: the same arguments give
     * the same step, and every text is answered by some step.
     */
    Step next(Item item, Transcript soFar);
}
