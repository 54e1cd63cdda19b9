package org.comptrust.models.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What a server offers, found by asking for three single tokens.
 *
 * @param chat why it takes no dialogues; empty: it does
 * @param completions why it takes no text; empty: it does
 * @param logProbabilities why it gives no log-probabilities of a prompt; empty: it does
 */
public record Probe(Optional<String> chat, Optional<String> completions, Optional<String> logProbabilities) {
    private static final String ECHO = "One two three";

    /** @throws EndpointException if the variable that should hold the key is not set */
    public static Probe of(Endpoint endpoint) {
        Client client = new Client(
                endpoint, name -> Optional.ofNullable(System.getenv(name)), time -> Thread.sleep(time.toMillis()));
        ObjectNode dialogue = body(endpoint);
        dialogue.putArray("messages").addObject().put("role", "user").put("content", "Hello");
        Optional<String> chat = refusal(() -> client.post("/chat/completions", dialogue)
                .path("choices")
                .path(0)
                .path("message")
                .isObject());
        ObjectNode text = body(endpoint).put("prompt", ECHO);
        Optional<String> completions = refusal(
                () -> client.post("/completions", text).path("choices").path(0).has("text"));
        ObjectNode echo = text.deepCopy().put("echo", true).put("logprobs", 1);
        Optional<String> likelihoods = completions.isPresent()
                ? completions
                : refusal(() -> {
                    JsonNode nats = client.post("/completions", echo)
                            .path("choices")
                            .path(0)
                            .path("logprobs")
                            .path("token_logprobs");
                    return nats.size() > 2 && nats.path(1).isNumber();
                });
        return new Probe(chat, completions, likelihoods);
    }

    private static ObjectNode body(Endpoint endpoint) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("model", endpoint.model())
                .put("max_tokens", 1)
                .put("temperature", 0);
    }

    private static Optional<String> refusal(Question question) {
        try {
            return question.answered() ? Optional.empty() : Optional.of("the answer does not hold it");
        } catch (EndpointException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    /** A request, and whether its answer holds what it should. */
    @FunctionalInterface
    private interface Question {
        boolean answered();
    }
}
