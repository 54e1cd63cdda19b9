package org.comptrust.trust.perspective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.comptrust.api.CancelledException;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.RetryLaterException;
import org.comptrust.api.trust.ScorerException;
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.api.trust.ScorerInputs;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.api.trust.ScorerRun;
import org.comptrust.api.trust.TextScorer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerspectiveScorerTest {
    private static final String KEY = "k-3141592653";

    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(16);

    @TempDir
    private Path folder;

    private HttpServer server;
    private BiFunction<Integer, String, Reply> script = (nth, body) -> rated(body.length() % 100 / 100.0);

    private record Reply(int status, String body, String retryAfter) {}

    @BeforeEach
    void serve() throws IOException {
        AtomicInteger count = new AtomicInteger();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            bodies.add(body);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Goog-Api-Key"));
            answer(exchange, script.apply(count.incrementAndGet(), body));
            atOnce.decrementAndGet();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void asksForTheAttributesOfTheText() {
        script = (nth, body) -> rated(0.25);

        List<ScorerOutput> outputs = rate("He said \"no\",\nthen \u00fc.");

        assertEquals(List.of(ScorerOutput.of("toxicity", 0.25)), outputs);
        assertEquals(List.of("POST /v1/comments:analyze " + KEY), requests);
        assertEquals(
                "{\"comment\":{\"text\":\"He said \\\"no\\\",\\u000athen \u00fc.\"},\"languages\":[\"en\"],"
                        + "\"requestedAttributes\":{\"TOXICITY\":{}},\"doNotStore\":true}",
                bodies.get(0));
    }

    @Test
    void givesAllAttributesByTheirNamesInLowerCase() {
        script = (nth, body) -> new Reply(
                200,
                "{\"languages\": [\"en\"], \"attributeScores\": {"
                        + "\"SEVERE_TOXICITY\": {\"spanScores\": [], \"summaryScore\": {\"type\": \"PROBABILITY\", \"value\": 1e-2}},"
                        + "\"TOXICITY\": {\"summaryScore\": {\"value\": 0.5}}}}",
                "");

        TextScorer scorer = scorer(options(List.of("TOXICITY", "SEVERE_TOXICITY"), 1000, 2, 3));

        assertEquals(
                Map.of("toxicity", 0.5, "severe_toxicity", 0.01),
                scorer.score(inputs("text"), run()).get(0).scores());
    }

    @Test
    void nothingIsAskedTwice() {
        List<ScorerOutput> first = rate("a", "bb", "a");
        List<ScorerOutput> second = rate("bb", "a");

        assertEquals(2, requests.size());
        assertEquals(List.of(first.get(1), first.get(0)), second);
        assertEquals(first.get(0), first.get(2));
    }

    @Test
    void otherAttributesAreAskedAnew() {
        rate("a");
        script = (nth, body) ->
                new Reply(200, "{\"attributeScores\":{\"THREAT\":{\"summaryScore\":{\"value\":0.1}}}}", "");

        scorer(options(List.of("THREAT"), 1000, 1, 1)).score(inputs("a"), run());

        assertEquals(2, requests.size());
    }

    @Test
    void theCacheHoldsNeitherTextsNorTheKey() throws IOException {
        rate("a text that nobody else shall read");

        String kept = Files.readString(cached());
        assertFalse(kept.contains("nobody"), kept);
        assertFalse(kept.contains(KEY), kept);
    }

    @Test
    void aCacheThatWasCutOffLosesItsLastAnswerOnly() throws IOException {
        List<ScorerOutput> said = rate("a", "bb");
        String kept = Files.readString(cached());
        Files.writeString(cached(), kept.substring(0, kept.length() - 3));

        assertEquals(said, rate("a", "bb"));

        assertEquals(3, requests.size());
        assertEquals(said, rate("a", "bb"));
        assertEquals(3, requests.size(), "what was cut off spoils no later line");
    }

    @Test
    void waitsAsLongAsABusyServiceSays() {
        script = (nth, body) -> nth == 1 ? new Reply(429, "{}", "7") : rated(0.5);

        rate("a");

        assertEquals(2, requests.size());
        assertTrue(waits.contains(Duration.ofSeconds(7)), waits::toString);
    }

    @Test
    void waitsLongerEachTimeIfItDoesNotSay() {
        script = (nth, body) -> nth < 4 ? new Reply(503, "busy", "") : rated(0.5);

        scorer(options(List.of("TOXICITY"), 1000, 1, 4)).score(inputs("a"), run());

        List<Long> seconds = waits.stream()
                .filter(wait -> wait.toMillis() >= 500)
                .map(Duration::toMillis)
                .toList();
        for (int i = 0; i < 3; i++) {
            long doubled = 1000L << i;
            long waited = seconds.stream().skip(i * 2L).findFirst().orElseThrow();
            assertTrue(waited >= doubled / 2 && waited <= doubled * 3 / 2, i + ": " + seconds);
        }
    }

    @Test
    void aServiceThatStaysBusyIsAskedLater() {
        script = (nth, body) -> new Reply(429, "{}", "");

        RetryLaterException later = assertThrows(RetryLaterException.class, () -> rate("a"));

        assertTrue(later.getMessage().endsWith("/v1/comments:analyze is busy (HTTP 429)"), later.getMessage());
    }

    @Test
    void aTextThatCannotBeRatedIsAFailureAndStaysOne() {
        script = (nth, body) -> new Reply(
                400,
                "{\"error\": {\"code\": 400, \"message\": \"Attribute TOXICITY does not support request languages: de\","
                        + " \"details\": [{\"errorType\": \"LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE\"}]}}",
                "");

        assertEquals(
                "language not supported by attribute", rate("Guten Tag").get(0).failure());
        assertEquals(
                "language not supported by attribute", rate("Guten Tag").get(0).failure());
        assertEquals(1, requests.size());
    }

    @Test
    void aRefusedKeyIsSaidWithoutTheKey() {
        script = (nth, body) -> new Reply(
                400,
                "{\"error\": {\"message\": \"API key not valid: " + KEY + ". Please pass a valid API key.\"}}",
                "");

        ScorerException refused = assertThrows(ScorerException.class, () -> rate("a"));

        assertTrue(refused.getMessage().contains("refuses (HTTP 400: API key not valid: ***."), refused.getMessage());
        assertTrue(
                refused.getMessage()
                        .endsWith("Check that ANY_KEY holds a key for which the Perspective API is enabled."),
                refused.getMessage());
        assertEquals(1, requests.size(), "not tried again");
    }

    @Test
    void aServiceThatIsNotThereIsNamed() {
        TextScorer scorer = scorer(options(List.of("TOXICITY"), 1000, 1, 2));
        server.stop(0);

        ScorerException gone = assertThrows(ScorerException.class, () -> scorer.score(inputs("a"), run()));

        assertTrue(gone.getMessage().contains("cannot be reached, tried 2 times"), gone.getMessage());
    }

    @Test
    void anAnswerThatIsNoJsonIsRefused() {
        script = (nth, body) -> new Reply(200, "<html>Welcome</html>", "");

        ScorerException wrong = assertThrows(ScorerException.class, () -> rate("a"));

        assertTrue(
                wrong.getMessage().endsWith("answers something else than JSON. Check scorers base."),
                wrong.getMessage());
    }

    @Test
    void whatWasRatedBeforeAFailureIsKept() {
        script = (nth, body) -> body.contains("\"bad\"") ? new Reply(403, "{}", "") : rated(0.5);
        TextScorer scorer = scorer(options(List.of("TOXICITY"), 1000, 1, 1));

        assertThrows(ScorerException.class, () -> scorer.score(inputs("good", "bad", "never"), run()));
        script = (nth, body) -> rated(0.75);

        assertEquals(0.5, rate("good").get(0).scores().get("toxicity"));
    }

    @Test
    void asksSeveralAtOnceAndNoMore() {
        script = (nth, body) -> {
            pause(30);
            return rated(0.5);
        };

        scorer(options(List.of("TOXICITY"), 1000, 3, 1))
                .score(inputs(IntStream.range(0, 12).mapToObj(i -> "text " + i).toArray(String[]::new)), run());

        assertEquals(12, requests.size());
        assertTrue(mostAtOnce.get() > 1 && mostAtOnce.get() <= 3, "at once: " + mostAtOnce);
    }

    @Test
    void requestsBeginNoFasterThanAllowed() {
        Pace pace = new Pace(10);

        List<Long> turns =
                IntStream.range(0, 4).mapToObj(i -> pace.turn().toMillis()).toList();

        assertTrue(turns.get(3) > 250 && turns.get(3) <= 300, turns::toString);
        pace.rest(Duration.ofSeconds(5));
        assertTrue(pace.turn().toMillis() > 4900);
    }

    @Test
    void stopsWhenTheUserStops() {
        script = (nth, body) -> {
            pause(200);
            return rated(0.5);
        };
        ScorerRun stopped = new ScorerRun() {
            @Override
            public void throwIfCancelled() {
                throw new CancelledException();
            }

            @Override
            public void progress(int rated) {}
        };

        assertThrows(CancelledException.class, () -> scorer(options(List.of("TOXICITY"), 1000, 1, 1))
                .score(inputs("a", "b"), stopped));
    }

    @Test
    void withoutAKeyItSaysWhatToDo() {
        TextScorer scorer = new PerspectivePlan(
                options(List.of("TOXICITY"), 1, 1, 1), Optional.empty(), Optional.empty(), waits::add);

        assertTrue(scorer.unavailable().orElseThrow().startsWith("the environment variable ANY_KEY is not set."));
        assertEquals(
                Optional.empty(), scorer(options(List.of("TOXICITY"), 1, 1, 1)).unavailable());
    }

    @Test
    void neitherIdentityNorCardHoldTheKey() {
        TextScorer scorer = scorer(options(List.of("TOXICITY"), 1, 1, 1));

        assertFalse((scorer.identity() + scorer.card()).contains(KEY));
    }

    @Test
    void aKeyIsSentNowhereInTheClear() {
        List<String> problems = new ArrayList<>();
        for (String base :
                List.of("http://example.com/v1", "https://user@example.com/", "ftp://example.com", "example.com")) {
            plan(base, problems);
        }

        assertEquals(4, problems.size());
        assertEquals(
                "base: \"http://example.com/v1\" is no address that a key can be sent to. Write https://HOST/PATH; http only"
                        + " for this machine.",
                problems.get(0));
        plan("https://commentanalyzer.googleapis.com/v1alpha1", problems);
        plan("http://localhost:8080/v1", problems);
        assertEquals(4, problems.size());
    }

    private void plan(String base, List<String> problems) {
        new PerspectiveScorer().plan(new ScorerInputs<>() {
            @Override
            public DataSource data() {
                throw new AssertionError("it reads no data");
            }

            @Override
            public Optional<Path> cache() {
                return Optional.empty();
            }

            @Override
            public PerspectiveOptions value() {
                return new PerspectiveOptions(base, List.of("TOXICITY"), "ANY_KEY", 1, 1, 1, 1);
            }

            @Override
            public void problem(String component, String whatIsWrong, String wayOut) {
                problems.add(component + ": " + whatIsWrong + ". " + wayOut);
            }
        });
    }

    private List<ScorerOutput> rate(String... texts) {
        return scorer(options(List.of("TOXICITY"), 1000, 2, 3)).score(inputs(texts), run());
    }

    private PerspectiveOptions options(List<String> attributes, double perSecond, int concurrency, int attempts) {
        String base = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
        return new PerspectiveOptions(base, attributes, "ANY_KEY", perSecond, concurrency, attempts, 10);
    }

    private TextScorer scorer(PerspectiveOptions options) {
        return new PerspectivePlan(options, Optional.of(KEY), Optional.of(folder.resolve("cache")), waits::add);
    }

    private static ScorerRun run() {
        return new ScorerRun() {
            @Override
            public void throwIfCancelled() {}

            @Override
            public void progress(int rated) {}
        };
    }

    private static List<ScorerInput> inputs(String... texts) {
        return Stream.of(texts).map(text -> ScorerInput.of("toxicity", text)).toList();
    }

    private static Reply rated(double toxicity) {
        return new Reply(
                200, "{\"attributeScores\":{\"TOXICITY\":{\"summaryScore\":{\"value\":" + toxicity + "}}}}", "");
    }

    private Path cached() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.findFirst().orElseThrow();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, Reply reply) throws IOException {
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        if (!reply.retryAfter().isEmpty()) {
            exchange.getResponseHeaders().add("Retry-After", reply.retryAfter());
        }
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
