package org.comptrust.api.trust;

import java.util.List;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;

/**
 * What was asked and answered so far, in order.
 *
 * @since 0.1
 */
public record Transcript(List<Request> requests, List<Response> responses) {
    public Transcript {
        requests = List.copyOf(requests);
        responses = List.copyOf(responses);
        if (requests.size() != responses.size() || requests.isEmpty()) {
            throw new IllegalArgumentException(requests.size() + " requests, " + responses.size() + " responses");
        }
    }

    /** The newest answer. */
    public Response last() {
        return responses.get(responses.size() - 1);
    }
}
