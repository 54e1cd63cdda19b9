package org.comptrust.models.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.comptrust.api.CancelledException;

/** JSON over HTTP with patience: waits as long as a busy server says, else twice as long each time. Thread-safe. */
final class Client {
    private static final int LARGEST_ANSWER = 64_000_000;
    private static final int LONGEST_EXCERPT = 300;
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    private static final Set<Integer> TRANSIENT = Set.of(408, 409, 425, 429, 500, 502, 503, 504, 529);
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http;
    private final Endpoint endpoint;
    private final Optional<String> key;
    private final Sleeper sleeper;

    /** Waits. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    /**
     * @param environment finds a variable
     * @throws EndpointException if the key's variable is not set
     */
    Client(Endpoint endpoint, Function<String, Optional<String>> environment, Sleeper sleeper) {
        this.endpoint = endpoint;
        this.sleeper = sleeper;
        this.key = endpoint.keyVariable().map(variable -> environment
                .apply(variable)
                .filter(value -> !value.isBlank())
                .map(String::strip)
                .orElseThrow(() -> new EndpointException("the environment variable " + variable
                        + " is not set; it should hold the key for " + endpoint.base())));
        this.http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(20))
                .followRedirects(HttpClient.Redirect.NEVER) // a key goes to no other server than the one named
                .build();
    }

    /** A prompt is longer than the model's context. */
    static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int promptTokens;
        private final int limit;

        /** What a server refuses; it may say how long the prompt is, in words of its own. */
        TooLongException() {
            this(0, 0);
        }

        TooLongException(int promptTokens, int limit) {
            this.promptTokens = promptTokens;
            this.limit = limit;
        }

        int promptTokens() {
            return promptTokens;
        }

        int limit() {
            return limit;
        }
    }

    /**
     * Posts and reads JSON.
     *
     * @throws EndpointException if the server refuses, or still fails after the last attempt
     * @throws TooLongException if the prompt does not fit the model's context
     */
    JsonNode post(String path, JsonNode body) {
        String last = "";
        Duration wait = FIRST_WAIT;
        for (int attempt = 1; attempt <= endpoint.attempts(); attempt++) {
            Optional<Duration> asked = Optional.empty();
            try {
                HttpResponse<InputStream> response =
                        http.send(request(path, body), HttpResponse.BodyHandlers.ofInputStream());
                String text = read(response.body());
                if (response.statusCode() / 100 == 2) {
                    return parsed(path, text);
                }
                String said = "HTTP " + response.statusCode() + said(text);
                if (!TRANSIENT.contains(response.statusCode())) {
                    throw refusal(path, response.statusCode(), text, said);
                }
                last = said;
                asked = response.headers().firstValue("retry-after").flatMap(Client::retryAfter);
            } catch (IOException e) {
                last = e.getMessage() == null ? e.toString() : e.getMessage();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancelledException();
            }
            if (attempt < endpoint.attempts()) {
                pause(min(asked.orElse(wait), LONGEST_WAIT));
                wait = min(wait.multipliedBy(2), LONGEST_WAIT);
            }
        }
        throw new EndpointException(
                endpoint.path(path) + " failed " + endpoint.attempts() + " times: " + last
                        + ". Check that the server runs and has room; what was answered so far is kept, run again to go on.",
                EndpointException.Reach.MOMENT);
    }

    private HttpRequest request(String path, JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.path(path))
                .timeout(endpoint.timeout())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        key.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request.build();
    }

    private static String read(InputStream body) throws IOException {
        try (InputStream in = body) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] piece = new byte[1 << 16];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                if (bytes.size() + n > LARGEST_ANSWER) {
                    throw new EndpointException("an answer is longer than " + LARGEST_ANSWER + " bytes");
                }
                bytes.write(piece, 0, n);
            }
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    private JsonNode parsed(String path, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new EndpointException(
                    endpoint.path(path) + " answers something else than JSON" + said(text)
                            + ". Check that the address ends before /chat/completions, usually in /v1.",
                    e);
        }
    }

    private RuntimeException refusal(String path, int status, String text, String said) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (status == 400
                && (lower.contains("context_length_exceeded")
                        || lower.contains("maximum context length")
                        || lower.contains("context size")
                        || lower.contains("too long"))) {
            return new TooLongException();
        }
        String remedy =
                switch (status) {
                    case 401, 403 ->
                        endpoint.keyVariable()
                                .map(variable -> "The server does not take the key in " + variable + ".")
                                .orElse("The server wants a key: put it into an environment variable and name that.");
                    case 404 ->
                        "Check the address, and that the server knows the model " + endpoint.model()
                                + "; some servers have no " + path + ".";
                    default -> "The server does not take the request.";
                };
        boolean always = status == 401 || status == 403 || status == 404;
        return new EndpointException(
                endpoint.path(path) + " refuses: " + said + ". " + remedy,
                always ? EndpointException.Reach.SERVER : EndpointException.Reach.QUESTION);
    }

    /** The start of what a server said, on one line and without the key. */
    private String said(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        String excerpt = line.length() <= LONGEST_EXCERPT ? line : line.substring(0, LONGEST_EXCERPT) + " ...";
        return excerpt.isEmpty()
                ? ""
                : ": " + key.map(secret -> excerpt.replace(secret, "***")).orElse(excerpt);
    }

    private static Optional<Duration> retryAfter(String value) {
        try {
            return Optional.of(Duration.ofSeconds(Math.max(0, Long.parseLong(value.strip()))));
        } catch (NumberFormatException seconds) {
            try {
                Instant until = ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                Duration left = Duration.between(Instant.now(), until);
                return Optional.of(left.isNegative() ? Duration.ZERO : left);
            } catch (DateTimeParseException date) {
                return Optional.empty();
            }
        }
    }

    private void pause(Duration time) {
        try {
            sleeper.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
