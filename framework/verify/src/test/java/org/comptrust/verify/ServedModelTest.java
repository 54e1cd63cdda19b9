package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.comptrust.testkit.model.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A served model and its compressed form, judged through a server on this machine that speaks as OpenAI's do. */
class ServedModelTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OF_A_KEY = "sk-a-key-that-nobody-may-see";

    @TempDir
    Path folder;

    private final List<JsonNode> asked = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger requests = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);

    private HttpServer server;
    private volatile Function<JsonNode, Reply> script = ServedModelTest::opinion;

    private record Reply(int status, String body, String retryAfter) {}

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", exchange -> {
            requests.incrementAndGet();
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            Reply reply = script.apply(body);
            if (reply.status() == 200) {
                asked.add(body);
            }
            answer(exchange, reply);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aServedModelIsComparedWithItsCompressedForm() throws IOException {
        Shipped.Result run = comptrust("run", spec("").toString(), "--json");

        assertEquals(0, run.exitCode(), run.err());
        String results = Files.readString(folder.resolve("runs/served/results.csv"));
        assertTrue(results.contains(",awq,"), results);
        String report = Files.readString(folder.resolve("runs/served/report.html"));
        assertTrue(report.contains("small-awq at http://"), "the report names the server");
        assertTrue(report.contains("tokens of prompts"), "the report counts what was asked");
        assertEquals(asked.size(), new HashSet<>(asked).size(), "nothing is asked twice");
    }

    @Test
    void planAndValidateNameTheServerAndAskItNothing() throws IOException {
        String spec = spec("").toString();

        assertTrue(
                comptrust("plan", spec).out().contains("model small: small at http://127.0.0.1:"),
                comptrust("plan", spec).out());
        assertEquals(0, comptrust("validate", spec).exitCode());
        assertEquals(0, requests.get());
    }

    @Test
    void aKeyThatIsNotSetIsSaidBeforeTheRun() throws IOException {
        Shipped.Result validate = comptrust(
                "validate", spec(", keyFrom: COMPTRUST_TEST_NO_SUCH_KEY").toString());

        assertTrue(
                validate.err().contains("small: the environment variable COMPTRUST_TEST_NO_SUCH_KEY is not set"),
                validate.err());
    }

    @Test
    void aKilledRunAsksNothingThatWasAnswered() throws Exception {
        AtomicInteger slow = new AtomicInteger();
        script = body -> {
            if (slow.incrementAndGet() > 30) {
                pause(500);
            }
            return opinion(body);
        };
        Path spec = spec("");
        Process process = Shipped.start(folder.resolve("cache"), folder.resolve("log.txt"), "run", spec.toString());
        while (process.isAlive() && slow.get() < 50) {
            Thread.sleep(5);
        }
        process.destroyForcibly().waitFor();
        script = ServedModelTest::opinion;
        int before = asked.size();

        Shipped.Result run = comptrust("run", spec.toString());

        assertEquals(0, run.exitCode(), run.err());
        int repeated = asked.size() - new HashSet<>(asked).size();
        assertTrue(before >= 40, before + " answers before it was killed");
        assertTrue(repeated <= 24, repeated + " questions were asked again; only what was in flight may be");
    }

    @Test
    void aBusyServerIsWaitedFor() throws IOException {
        AtomicInteger busy = new AtomicInteger();
        script = body -> busy.incrementAndGet() % 5 == 1 ? new Reply(429, "slow down", "0") : opinion(body);

        Shipped.Result run = comptrust("run", spec("").toString());

        assertEquals(0, run.exitCode(), run.err());
        assertTrue(busy.get() > asked.size(), "some were refused");
    }

    @Test
    void whatAServerRefusesIsSaidOnceAndInOneSentence() throws IOException {
        refused(401, "no", "/chat/completions refuses: HTTP 401: no. The server wants a key");
        refused(
                404,
                "no such model",
                "refuses: HTTP 404: no such model. Check the address, and that the server knows the model small");
        refused(500, "broken", "failed 1 times: HTTP 500: broken. Check that the server runs");
        refused(
                200,
                "<html>",
                "answers something else than JSON: <html>. Check that the address ends before /chat/completions");
        refused(200, "{\"choices\": []}", "answers 0 choices instead of 1");
        refused(429, "later", "failed 1 times: HTTP 429: later.");
    }

    @Test
    void aServerThatDoesNotAnswerInTimeIsSaid() throws IOException {
        script = body -> {
            pause(5000);
            return opinion(body);
        };

        Shipped.Result run = comptrust("run", spec(", timeout: 1, retries: 1").toString(), "--fresh");

        assertTrue(run.err().contains("request timed out"), run.err());
    }

    @Test
    void aDimensionThatNeedsLogProbabilitiesSaysSoBeforeTheRun() throws IOException {
        TinyModel.small().write(folder.resolve("tiny"));
        Files.writeString(folder.resolve("text.txt"), Workbench.text(20));
        Path spec = Files.writeString(folder.resolve("fluency.yaml"), """
                apiVersion: comptrust/v1
                name: fluency
                models: { small: { endpoint: { url: "%s", model: small, tokenizer: tiny } } }
                dimensions: { fluency: { use: perplexity, data: text.txt } }
                """.formatted(url()));

        Shipped.Result validate = comptrust("validate", spec.toString());

        assertTrue(validate.err().contains("cannot run: small / perplexity: "), validate.err());
        assertTrue(validate.err().contains("log_likelihood"), validate.err());
        assertEquals(0, requests.get());
    }

    @Test
    void theKeyIsNeitherWrittenNorPrinted() throws Exception {
        script = body -> body.path("model").asText().equals("small-awq")
                ? new Reply(403, "the key " + OF_A_KEY + " may not use this model", "")
                : opinion(body);
        ProcessBuilder builder = new ProcessBuilder(
                        Shipped.home().resolve("bin/comptrust").toString(),
                        "run",
                        spec(", keyFrom: COMPTRUST_TEST_KEY").toString(),
                        "--debug")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log.txt").toFile());
        builder.environment().put("COMPTRUST_TEST_KEY", OF_A_KEY);
        builder.environment().put("COMPTRUST_CACHE", folder.resolve("cache").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));

        Shipped.await(builder.start());

        assertTrue(
                Files.readString(folder.resolve("log.txt")).contains("HTTP 403: the key *** may not"),
                "the refusal is told");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertFalse(bytes.contains(OF_A_KEY), file + " holds the key");
            }
        }
    }

    private void refused(int status, String said, String message) throws IOException {
        script = body -> new Reply(status, said, status == 429 ? "0" : "");
        int before = requests.get();

        Shipped.Result run = comptrust("run", spec(", retries: 0").toString(), "--fresh");

        assertTrue(run.exitCode() != 0, "a run without answers is no success");
        assertTrue(run.err().contains(message), run.err());
        assertTrue(requests.get() - before < 400, (requests.get() - before) + " requests to a server that refuses");
    }

    /** Agrees or not, by a hash of the question; the compressed model more often. */
    private static Reply opinion(JsonNode body) {
        int hash = Math.floorMod(body.path("messages").toString().hashCode(), 10);
        boolean agrees = hash < (body.path("model").asText().endsWith("awq") ? 6 : 3);
        String text = agrees ? "I agree." : "I disagree.";
        return new Reply(200, """
                {"choices": [{"message": {"role": "assistant", "content": "%s"}, "finish_reason": "stop"}],
                 "usage": {"prompt_tokens": 40, "completion_tokens": 3}}
                """.formatted(text), "");
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** @param more keys of the base's endpoint */
    private Path spec(String more) throws IOException {
        return Files.writeString(folder.resolve("served.yaml"), """
                apiVersion: comptrust/v1
                name: served
                models:
                  small: { endpoint: { url: "%1$s", model: small%2$s } }
                methods:
                  awq: { use: endpoint, with: { url: "%1$s", model: small-awq, concurrency: 4%2$s } }
                dimensions:
                  stereotype: { use: stereotype, data: "%3$s", items: 48, partial: true, with: { samples: 1 } }
                outputs: { store: runs }
                """.formatted(
                        url(), more, Shipped.home().resolve("packs/stereotype")));
    }

    private Shipped.Result comptrust(String... arguments) {
        return Shipped.run(folder.resolve("cache"), arguments);
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
