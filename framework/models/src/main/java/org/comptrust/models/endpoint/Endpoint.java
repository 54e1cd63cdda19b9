package org.comptrust.models.endpoint;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where and how a served model is asked.
 *
 * @param base address up to and including the version, such as {@code http://host:8000/v1}
 * @param model as the server calls it
 * @param keyVariable environment variable that holds the key; empty: no key is sent
 * @param concurrency requests in flight at most
 * @param attempts how often a request is tried where the server is busy or fails
 * @param timeout of one attempt
 * @param logLikelihoods whether the server's completions echo the prompt with log-probabilities
 */
public record Endpoint(
        URI base,
        String model,
        Optional<String> keyVariable,
        int concurrency,
        int attempts,
        Duration timeout,
        boolean logLikelihoods) {
    public Endpoint {
        String scheme = base.getScheme();
        if (base.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new EndpointException(
                    "\"" + base + "\" is no address of a server; write one such as" + " http://localhost:8000/v1");
        }
        if (base.getUserInfo() != null) {
            throw new EndpointException("the address of the endpoint holds a user or password, which would end up in"
                    + " reports; put the key into an environment variable and name that");
        }
        if (model.isBlank()) {
            throw new EndpointException("the endpoint " + base + " needs the name of a model");
        }
        if (concurrency < 1 || attempts < 1 || timeout.isZero() || timeout.isNegative()) {
            throw new EndpointException("concurrency, attempts and timeout of an endpoint must be above 0");
        }
    }

    /** An endpoint with eight requests in flight, six attempts of five minutes, and no log-likelihoods. */
    public static Endpoint of(URI base, String model, Optional<String> keyVariable) {
        return new Endpoint(base, model, keyVariable, 8, 6, Duration.ofMinutes(5), false);
    }

    URI path(String path) {
        String start = base.toString();
        return URI.create((start.endsWith("/") ? start.substring(0, start.length() - 1) : start) + path);
    }
}
