package org.comptrust.trust.perspective;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.comptrust.api.trust.RetryLaterException;
import org.comptrust.api.trust.ScorerException;
import org.comptrust.api.trust.ScorerOutput;

/**
 * {@code comments:analyze} of the Comment Analyzer API. A busy service is left alone as long as it says, else twice as long each time,
 * give or take a half, so that several runs do not come back at once. The key travels in a header, in no address and no message.
 * Thread-safe.
 */
final class Service {
    static final Sleeper SLEEPER = time -> Thread.sleep(time.toMillis());

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    private static final Set<Integer> TRANSIENT = Set.of(408, 409, 425, 429, 500, 502, 503, 504);

    /** What the service says of a text that it cannot rate, whenever it is asked. */
    private static final List<String> UNRATABLE =
            List.of("LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE", "COMMENT_TOO_LONG", "COMMENT_EMPTY");

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(20))
            .followRedirects(HttpClient.Redirect.NEVER) // the key goes to no other server than the one named
            .build();
    private final PerspectiveOptions options;
    private final URI address;
    private final String key;
    private final Pace pace;
    private final Sleeper sleeper;

    /** Waits. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    Service(PerspectiveOptions options, String key, Sleeper sleeper) {
        this.options = options;
        this.address = URI.create(options.base().replaceFirst("/+$", "") + "/comments:analyze");
        this.key = key.strip();
        this.pace = new Pace(options.requestsPerSecond());
        this.sleeper = sleeper;
    }

    /**
     * Rates a text; a text that cannot be rated is a failed output.
     *
     * @throws ScorerException if the service refuses the key or the request, or is not there
     * @throws RetryLaterException if it is still busy after the last attempt
     */
    ScorerOutput rate(String text) throws InterruptedException {
        String last = "";
        boolean answered = false;
        Duration wait = FIRST_WAIT;
        for (int attempt = 1; attempt <= options.attempts(); attempt++) {
            sleeper.sleep(pace.turn());
            Optional<Duration> asked = Optional.empty();
            try {
                HttpResponse<String> response =
                        http.send(request(text), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
                answered = true;
                if (response.statusCode() / 100 == 2) {
                    return read(response.body());
                }
                if (!TRANSIENT.contains(response.statusCode())) {
                    return refused(response.statusCode(), response.body());
                }
                last = "HTTP " + response.statusCode();
                asked = response.headers().firstValue("retry-after").flatMap(Service::retryAfter);
            } catch (IOException e) {
                last = e.getMessage() == null ? e.toString() : e.getMessage();
            }
            if (attempt < options.attempts()) {
                Duration longest = asked.orElse(withJitter(wait));
                Duration rest = longest.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longest;
                pace.rest(rest);
                sleeper.sleep(rest);
                wait = wait.multipliedBy(2);
            }
        }
        if (answered) {
            throw new RetryLaterException(LONGEST_WAIT, address + " is busy (" + last + ")");
        }
        throw new ScorerException(address + " cannot be reached, tried " + options.attempts() + " times: " + last
                + ". Check the network and scorers base; what was rated is kept, run again to go on.");
    }

    private HttpRequest request(String text) {
        String attributes = options.attributes().stream()
                .map(name -> JsonText.quoted(name) + ":{}")
                .collect(Collectors.joining(",", "{", "}"));
        String body = "{\"comment\":{\"text\":" + JsonText.quoted(text)
                + "},\"languages\":[\"en\"],\"requestedAttributes\":" + attributes + ",\"doNotStore\":true}";
        return HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(options.timeoutSeconds()))
                .header("Content-Type", "application/json; charset=utf-8")
                .header("X-Goog-Api-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build();
    }

    private ScorerOutput read(String body) {
        Map<String, Double> scores = new TreeMap<>();
        try {
            Object answer = JsonText.read(body);
            for (String name : options.attributes()) {
                if (JsonText.at(answer, "attributeScores", name, "summaryScore", "value") instanceof Double score
                        && score >= 0
                        && score <= 1) {
                    scores.put(name.toLowerCase(Locale.ROOT), score);
                }
            }
        } catch (IllegalArgumentException noJson) {
            throw new ScorerException(address + " answers something else than JSON. Check scorers base.", noJson);
        }
        return scores.isEmpty() ? ScorerOutput.failed("the service gave no score") : new ScorerOutput(scores, "");
    }

    /** An output if it is the text that is refused. */
    private ScorerOutput refused(int status, String body) {
        Optional<String> unratable = UNRATABLE.stream().filter(body::contains).findFirst();
        if (status == 400 && unratable.isPresent()) {
            return ScorerOutput.failed(unratable.get().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        String said = "";
        try {
            said = JsonText.at(JsonText.read(body), "error", "message") instanceof String message ? ": " + message : "";
        } catch (IllegalArgumentException noJson) {
            // the status says enough
        }
        String wayOut = status == 401 || status == 403 || said.contains("API key")
                ? "Check that " + options.keyVariable() + " holds a key for which the Perspective API is enabled."
                : "Check base and attributes of the scorer.";
        throw new ScorerException(address + " refuses (HTTP " + status + said.replace(key, "***") + "). " + wayOut);
    }

    private static Duration withJitter(Duration wait) {
        return Duration.ofMillis(
                (long) (wait.toMillis() * (0.5 + ThreadLocalRandom.current().nextDouble())));
    }

    /** Seconds or a date. */
    private static Optional<Duration> retryAfter(String header) {
        try {
            if (header.matches("\\d{1,6}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(header)));
            }
            Duration until = Duration.between(
                    ZonedDateTime.now(), ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME));
            return Optional.of(until.isNegative() ? Duration.ZERO : until);
        } catch (DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }
}
