package org.comptrust.models.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.PromptTooLongException;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Role;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.models.chat.PlainDialogue;
import org.comptrust.models.handle.Letters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A served model, asked over a real connection to a server on this machine. */
class EndpointHandleTest {
    private static final String HELLO = """
            {"choices": [{"message": {"role": "assistant", "content": "Hello."}, "finish_reason": "stop"}],
             "usage": {"prompt_tokens": 7, "completion_tokens": 2}}
            """;

    private final List<JsonNode> bodies = Collections.synchronizedList(new ArrayList<>());
    private final List<String> paths = Collections.synchronizedList(new ArrayList<>());
    private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    private final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());

    private HttpServer server;
    private BiFunction<Integer, JsonNode, Reply> script = (nth, body) -> new Reply(200, HELLO, "");

    private record Reply(int status, String body, String retryAfter) {}

    @BeforeEach
    void serve() throws IOException {
        AtomicInteger count = new AtomicInteger();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(16));
        server.createContext("/", exchange -> {
            JsonNode body = new JsonMapper().readTree(exchange.getRequestBody());
            bodies.add(body);
            paths.add(exchange.getRequestURI().getPath());
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            answer(exchange, script.apply(count.incrementAndGet(), body));
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
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

    private Endpoint endpoint(boolean logLikelihoods) {
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/");
        return new Endpoint(base, "tiny", Optional.of("KEY"), 4, 3, Duration.ofSeconds(20), logLikelihoods);
    }

    private EndpointHandle open(boolean logLikelihoods) {
        return EndpointHandle.open(endpoint(logLikelihoods), name -> Optional.of("secret"), waits::add);
    }

    private Response ask(Prompt prompt, Ask ask) {
        try (EndpointHandle handle = open(ask instanceof Ask.Generate == false)) {
            return handle.submit(List.of(new SeededRequest(new Request(prompt, ask), 5)))
                    .get(0)
                    .join();
        }
    }

    private String failure(Prompt prompt, Ask ask) {
        CompletionException failed = assertThrows(CompletionException.class, () -> ask(prompt, ask));
        assertTrue(failed.getCause() instanceof EndpointException, () -> "not a clean error: " + failed.getCause());
        return failed.getCause().getMessage();
    }

    private static Prompt chat(Message... messages) {
        return new Prompt.Chat(List.of(messages), Overflow.OLDEST_FIRST);
    }

    private static Prompt text(String text) {
        return new Prompt.Text(List.of(Message.of(Role.USER, text)), Overflow.OLDEST_FIRST);
    }

    @Test
    void aDialogueGoesOutAsItIsAndItsAnswerComesBack() {
        Response response = ask(
                chat(Message.of(Role.SYSTEM, "Be kind."), Message.of(Role.USER, "Hi <b>\"you\"</b>")),
                new Ask.Generate(20, 1, 0, 1, List.of()));
        assertEquals("Hello.", response.text());
        assertEquals(7, response.promptTokens());
        assertEquals(Finish.STOP, response.completions().get(0).finish());
        JsonNode body = bodies.get(0);
        assertEquals("/v1/chat/completions", paths.get(0));
        assertEquals("Bearer secret", keys.get(0));
        assertEquals("tiny", body.path("model").asText());
        assertEquals(20, body.path("max_tokens").asInt());
        assertEquals("system", body.path("messages").path(0).path("role").asText());
        assertEquals(
                "Hi <b>\"you\"</b>",
                body.path("messages").path(1).path("content").asText());
        assertFalse(body.has("seed"), "a greedy answer needs no seed");
    }

    @Test
    void samplesAreAskedForTogetherWithTheirSeed() {
        script = (nth, body) -> new Reply(200, """
                {"choices": [{"text": "one"}, {"text": "two", "finish_reason": "length"}], "usage": {"completion_tokens": 8}}
                """, "");
        Response response = ask(text("Once"), new Ask.Generate(4, 2, 0.8, 0.9, List.of("\n")));
        assertEquals("two", response.completions().get(1).text());
        assertEquals(Finish.LENGTH, response.completions().get(1).finish());
        assertEquals(4, response.completions().get(0).tokens());
        JsonNode body = bodies.get(0);
        assertEquals("/v1/completions", paths.get(0));
        assertEquals(2, body.path("n").asInt());
        assertEquals(5, body.path("seed").asInt());
        assertEquals(0.9, body.path("top_p").asDouble());
        assertEquals("\n", body.path("stop").path(0).asText());
    }

    @Test
    void aStopStringThatTheServerLeavesIsCutOff() {
        script = (nth, body) -> new Reply(200, "{\"choices\": [{\"text\": \"yes\\nno\"}]}", "");
        assertEquals(
                "yes",
                ask(text("?"), new Ask.Generate(4, 1, 0, 1, List.of("\n"))).text());
    }

    @Test
    void aBusyServerIsAskedAgainWhenItSays() {
        script = (nth, body) -> nth == 1 ? new Reply(429, "{}", "7") : new Reply(200, HELLO, "");
        assertEquals(
                "Hello.",
                ask(chat(Message.of(Role.USER, "Hi")), Ask.Generate.greedy(4)).text());
        assertEquals(List.of(Duration.ofSeconds(7)), waits);
    }

    @Test
    void aServerThatKeepsFailingIsGivenUpWithWhatItSaid() {
        script = (nth, body) -> new Reply(503, "loading\nmodel", "");
        String why = failure(chat(Message.of(Role.USER, "Hi")), Ask.Generate.greedy(4));
        assertTrue(why.contains("failed 3 times: HTTP 503: loading model"), why);
        assertEquals(List.of(Duration.ofMillis(500), Duration.ofSeconds(1)), waits);
    }

    @Test
    void aRefusedKeyIsSaidWithoutTheKey() {
        script = (nth, body) -> new Reply(401, "{\"error\": \"bad key secret\"}", "");
        String why = failure(chat(Message.of(Role.USER, "Hi")), Ask.Generate.greedy(4));
        assertTrue(why.contains("does not take the key in KEY"), why);
        assertFalse(why.contains("secret"), why);
        assertEquals(1, bodies.size(), "a refusal is final");
    }

    @Test
    void demonstrationsGoUntilThePromptFits() {
        script = (nth, body) -> body.path("messages").size() > 2
                ? new Reply(400, "{\"error\": {\"code\": \"context_length_exceeded\"}}", "")
                : new Reply(200, HELLO, "");
        Response response = ask(
                chat(
                        Message.shot(Role.USER, "one", 0),
                        Message.shot(Role.USER, "two", 1),
                        Message.shot(Role.USER, "three", 2),
                        Message.of(Role.USER, "now")),
                Ask.Generate.greedy(4));
        assertEquals(2, response.droppedShots());
        assertEquals(
                "three", bodies.get(2).path("messages").path(0).path("content").asText());
    }

    @Test
    void aPromptThatNeverFitsIsSaidToBeTooLong() {
        script = (nth, body) -> new Reply(400, "This model's maximum context length is 8 tokens", "");
        CompletionException failed = assertThrows(
                CompletionException.class, () -> ask(chat(Message.of(Role.USER, "long")), Ask.Generate.greedy(4)));
        assertEquals(PromptTooLongException.class, failed.getCause().getClass());
    }

    @Test
    void whatIsKnownToBeTooLongIsNotSent() {
        Prompt dialogue = chat(
                Message.shot(Role.USER, "a first example", 0),
                Message.shot(Role.USER, "a second one", 1),
                Message.of(Role.USER, "now"));
        try (EndpointHandle handle = EndpointHandle.open(
                endpoint(false),
                Optional.of(new Letters(24)),
                Optional.empty(),
                name -> Optional.of("secret"),
                waits::add)) {
            Response response = handle.submit(
                            List.of(new SeededRequest(new Request(dialogue, Ask.Generate.greedy(4)), 0)))
                    .get(0)
                    .join();
            assertEquals(1, response.droppedShots());
        }
        assertEquals(1, bodies.size());
    }

    @Test
    void aServerThatKnowsNoDialoguesGetsText() {
        script = (nth, body) -> new Reply(200, """
                {"choices": [{"text": " Hello.", "finish_reason": "stop"}], "usage": {"prompt_tokens": 7}}
                """, "");
        try (EndpointHandle handle = EndpointHandle.open(
                endpoint(false),
                Optional.empty(),
                Optional.of(new PlainDialogue()),
                name -> Optional.of("secret"),
                waits::add)) {
            Request request = new Request(chat(Message.of(Role.USER, "Hi")), Ask.Generate.greedy(4));
            assertEquals(
                    " Hello.",
                    handle.submit(List.of(new SeededRequest(request, 0)))
                            .get(0)
                            .join()
                            .text());
        }
        assertEquals("/v1/completions", paths.get(0));
        assertEquals(
                new PlainDialogue().render(List.of(Message.of(Role.USER, "Hi"))),
                bodies.get(0).path("prompt").asText());
    }

    @Test
    void aServerThatRefusesTheKeyIsNotAskedTheRest() {
        script = (nth, body) -> new Reply(401, "who are you?", "");
        try (EndpointHandle handle = open(false)) {
            List<SeededRequest> group = Collections.nCopies(
                    200, new SeededRequest(new Request(chat(Message.of(Role.USER, "Hi")), Ask.Generate.greedy(4)), 0));
            handle.submit(group).forEach(future -> assertThrows(CompletionException.class, future::join));
        }
        assertTrue(
                bodies.size() <= 8,
                bodies.size() + " requests"); // those that were in flight, and those just behind them
    }

    @Test
    void continuationsAreScoredByTheTokensThatHoldThem() {
        // "ab" " c" " d": the continuation " d" starts at character 4
        script = (nth, body) -> new Reply(200, """
                {"choices": [{"logprobs": {"token_logprobs": [null, -1.5, -0.25, -9],
                                           "text_offset": [0, 2, 4, 6]}}],
                 "usage": {"prompt_tokens": 3}}
                """, "");
        Response response = ask(text("ab c"), new Ask.Choose(List.of(" d")));
        assertEquals(-0.25, response.completions().get(0).logLikelihood().orElseThrow());
        assertEquals(1, response.completions().get(0).tokens());
        assertTrue(bodies.get(0).path("echo").asBoolean());
    }

    @Test
    void thePromptsOwnTokensAreScored() {
        script = (nth, body) -> new Reply(200, """
                {"choices": [{"logprobs": {"token_logprobs": [null, -1.5, -0.25, -9]}}], "usage": {"prompt_tokens": 3}}
                """, "");
        Response response = ask(new Prompt.Tokens(List.of(1, 5, 6)), new Ask.LogLikelihood(1));
        assertEquals(-1.75, response.completions().get(0).logLikelihood().orElseThrow());
        assertEquals(5, bodies.get(0).path("prompt").path(1).asInt());
    }

    @Test
    void continuationsOfADialogueAreRefused() {
        String why = failure(chat(Message.of(Role.USER, "Hi")), new Ask.Choose(List.of("a")));
        assertTrue(why.contains("continuations of plain text only"), why);
    }

    @Test
    void anAnswerThatIsNotJsonSaysWhatToCheck() {
        script = (nth, body) -> new Reply(200, "<html>proxy</html>", "");
        String why = failure(chat(Message.of(Role.USER, "Hi")), Ask.Generate.greedy(4));
        assertTrue(why.contains("something else than JSON: <html>proxy</html>"), why);
    }

    @Test
    void requestsOfAGroupAreInFlightTogetherUpToTheLimit() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        script = (nth, body) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                Thread.sleep(60);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            now.decrementAndGet();
            return new Reply(200, HELLO, "");
        };
        try (EndpointHandle handle = open(false)) {
            List<SeededRequest> group = Collections.nCopies(
                    12, new SeededRequest(new Request(chat(Message.of(Role.USER, "Hi")), Ask.Generate.greedy(4)), 0));
            handle.submit(group)
                    .forEach(future -> assertEquals("Hello.", future.join().text()));
        }
        assertTrue(most.get() > 1 && most.get() <= 4, "in flight: " + most.get());
    }

    @Test
    void aMissingKeyIsFoundBeforeAnythingIsSent() {
        EndpointException missing = assertThrows(
                EndpointException.class,
                () -> EndpointHandle.open(endpoint(false), name -> Optional.empty(), waits::add));
        assertTrue(missing.getMessage().contains("environment variable KEY is not set"), missing.getMessage());
    }

    @Test
    void whatTheServerCannotDoIsNotClaimed() {
        try (EndpointHandle handle = open(false)) {
            assertFalse(handle.capabilities().contains(Capability.LOG_LIKELIHOOD));
            assertTrue(handle.tokenizer().isEmpty());
        }
    }
}
