package org.comptrust.testkit.model;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.ModelHandle;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;

/** What a model says when it is asked one thing. */
public final class Asked {
    private Asked() {}

    /** The answer to a request that is submitted alone. */
    public static Response answer(ModelHandle handle, Request request, long seed)
            throws InterruptedException, ExecutionException {
        return handle.submit(List.of(new SeededRequest(request, seed))).get(0).get();
    }

    /** Nats of all tokens after the first. */
    public static double logLikelihood(ModelHandle handle, List<Integer> ids)
            throws InterruptedException, ExecutionException {
        Request request = new Request(new Prompt.Tokens(ids), new Ask.LogLikelihood(1));
        return answer(handle, request, 0).completions().get(0).logLikelihood().orElseThrow();
    }
}
