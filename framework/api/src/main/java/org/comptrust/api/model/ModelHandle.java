package org.comptrust.api.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A model that answers. Thread-safe: one queue for all dimensions. A lease: {@link #close()} ends it, the memory goes when the
 * last lease ended.
 *
 * @since 0.1
 */
public interface ModelHandle extends AutoCloseable {
    ModelIdentity identity();

    Set<Capability> capabilities();

    Optional<Tokenizer> tokenizer();

    /**
     * Asks several questions that are batched with one another and with nothing else. The answers are therefore a function of
     * the group: asking the same group again, in another process, gives the same answers bit for bit.
     *
     * @return one future for each request, in order; a request that cannot be answered fails alone, one
     *     that is too long with {@link PromptTooLongException}
     */
    List<CompletableFuture<Response>> submit(List<SeededRequest> group);

    /** Ends with the group that is being answered; groups that wait behind it fail with {@link org.comptrust.api.CancelledException}. */
    @Override
    void close();
}
