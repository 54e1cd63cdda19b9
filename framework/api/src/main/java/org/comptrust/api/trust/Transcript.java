package org.comptrust.api.trust;

import java.util.List;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;

/**
 * What was asked, answered and rated so far, in order.
 *
 * @param scores outputs of all inputs of all {@link Step.Consult}s so far
 * @since 0.1
 */
public record Transcript(List<Request> requests, List<Response> responses, List<ScorerOutput> scores) {
    public Transcript {
        requests = List.copyOf(requests);
        responses = List.copyOf(responses);
        scores = List.copyOf(scores);
        if (requests.size() != responses.size() || requests.isEmpty()) {
            throw new IllegalArgumentException(requests.size() + " requests, " + responses.size() + " responses");
        }
    }

    /** Of which nothing was rated. */
    public Transcript(List<Request> requests, List<Response> responses) {
        this(requests, responses, List.of());
    }

    /** The newest answer. */
    public Response last() {
        return responses.get(responses.size() - 1);
    }
}
