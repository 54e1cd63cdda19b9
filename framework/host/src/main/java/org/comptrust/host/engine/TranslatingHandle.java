package org.comptrust.host.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.comptrust.api.CancelledException;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.ModelHandle;
import org.comptrust.api.model.ModelIdentity;
import org.comptrust.api.model.PromptTooLongException;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.core.port.ModelException;

/** A handle whose failures are core's: a prompt that does not fit, or an engine that fails, is for the operator to mend. */
record TranslatingHandle(ModelHandle handle) implements ModelHandle {
    @Override
    public ModelIdentity identity() {
        return handle.identity();
    }

    @Override
    public Set<Capability> capabilities() {
        return handle.capabilities();
    }

    @Override
    public Optional<Tokenizer> tokenizer() {
        return handle.tokenizer();
    }

    @Override
    public List<CompletableFuture<Response>> submit(List<SeededRequest> group) {
        return handle.submit(group).stream()
                .map(future -> future.handle(TranslatingHandle::translated))
                .toList();
    }

    private static Response translated(Response response, Throwable failure) {
        if (failure == null) {
            return response;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof CancelledException cancelled) {
            throw cancelled;
        }
        if (cause instanceof PromptTooLongException tooLong) {
            throw tooLong; // of this item alone
        }
        String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        throw new ModelException(why, cause);
    }

    @Override
    public void close() {
        handle.close();
    }
}
