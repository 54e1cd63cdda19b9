package org.comptrust.models.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.comptrust.api.CancelledException;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.ModelHandle;
import org.comptrust.api.model.ModelIdentity;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.PromptTooLongException;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Role;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.models.chat.ChatRenderer;
import org.jspecify.annotations.Nullable;

/**
 * A served model. Dialogues go to {@code /chat/completions}, where the server's own template renders them, or become text here; text
 * and tokens go to {@code /completions}. Requests of a group are in flight side by side, and a server batches them with whatever else it has to do: its
 * answers are no function of the group, as those of a model in memory are.
 */
public final class EndpointHandle implements ModelHandle {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Endpoint endpoint;
    private final Client client;
    private final Optional<Tokenizer> tokenizer;
    private final Optional<ChatRenderer> dialogues;
    private final ExecutorService threads;
    private final AtomicInteger fruitless = new AtomicInteger();
    private final AtomicReference<@Nullable EndpointException> gone = new AtomicReference<>();

    private EndpointHandle(
            Endpoint endpoint, Client client, Optional<Tokenizer> tokenizer, Optional<ChatRenderer> dialogues) {
        this.endpoint = endpoint;
        this.client = client;
        this.tokenizer = tokenizer;
        this.dialogues = dialogues;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                endpoint.concurrency(),
                endpoint.concurrency(),
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> {
                    Thread thread = new Thread(work, "endpoint");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    /**
     * A handle on a served model; nothing is sent yet.
     *
     * @throws EndpointException if the variable that should hold the key is not set
     */
    public static EndpointHandle open(Endpoint endpoint) {
        return open(endpoint, Optional.empty(), Optional.empty());
    }

    /**
     * The same, of a server whose tokenizer is at hand or whose model knows no dialogues.
     *
     * @param tokenizer of the model; prompts that exceed its context are not sent
     * @param dialogues makes texts of dialogues; empty: the server does
     * @throws EndpointException if the variable that should hold the key is not set
     */
    public static EndpointHandle open(
            Endpoint endpoint, Optional<Tokenizer> tokenizer, Optional<ChatRenderer> dialogues) {
        Client client = new Client(
                endpoint, name -> Optional.ofNullable(System.getenv(name)), time -> Thread.sleep(time.toMillis()));
        return new EndpointHandle(endpoint, client, tokenizer, dialogues);
    }

    static EndpointHandle open(
            Endpoint endpoint, Function<String, Optional<String>> environment, Client.Sleeper sleeper) {
        return open(endpoint, Optional.empty(), Optional.empty(), environment, sleeper);
    }

    static EndpointHandle open(
            Endpoint endpoint,
            Optional<Tokenizer> tokenizer,
            Optional<ChatRenderer> dialogues,
            Function<String, Optional<String>> environment,
            Client.Sleeper sleeper) {
        return new EndpointHandle(endpoint, new Client(endpoint, environment, sleeper), tokenizer, dialogues);
    }

    /** What is known of weights and template is where the server is and what it calls the model. */
    @Override
    public ModelIdentity identity() {
        String served = "served: " + endpoint.model() + " at " + endpoint.base();
        return new ModelIdentity(
                served,
                tokenizer.map(Tokenizer::identity).orElse(""),
                dialogues.map(ChatRenderer::identity).orElse(served),
                "endpoint 2");
    }

    @Override
    public Set<Capability> capabilities() {
        Set<Capability> offered = EnumSet.of(Capability.GENERATE, Capability.SAMPLE);
        if (endpoint.logLikelihoods()) {
            offered.add(Capability.LOG_LIKELIHOOD);
        }
        tokenizer.ifPresent(known -> offered.add(Capability.TOKENIZER));
        return offered;
    }

    @Override
    public Optional<Tokenizer> tokenizer() {
        return tokenizer;
    }

    @Override
    public List<CompletableFuture<Response>> submit(List<SeededRequest> group) {
        return group.stream()
                .map(request -> {
                    CompletableFuture<Response> future = new CompletableFuture<>();
                    threads.execute(() -> answer(request, future));
                    return future;
                })
                .toList();
    }

    private void answer(SeededRequest request, CompletableFuture<Response> future) {
        try {
            EndpointException before = gone.get();
            if (before != null) {
                throw before;
            }
            future.complete(answer(request));
            fruitless.set(0);
        } catch (EndpointException e) {
            if (e.reach() == EndpointException.Reach.SERVER
                    || (e.reach() == EndpointException.Reach.MOMENT
                            && fruitless.incrementAndGet() > endpoint.concurrency())) {
                gone.compareAndSet(null, e); // it would only fail again, after another long try
            }
            future.completeExceptionally(e);
        } catch (Throwable e) { // nobody may wait for ever
            future.completeExceptionally(e);
        }
    }

    private Response answer(SeededRequest seeded) {
        Shots shots = Shots.of(seeded.request().prompt());
        while (true) {
            try {
                Prompt prompt = shots.prompt();
                refuseTooLong(prompt, seeded.request().ask());
                return ask(text(prompt), seeded, shots.dropped());
            } catch (Client.TooLongException e) {
                if (!shots.drop()) {
                    throw new PromptTooLongException(e.promptTokens(), e.limit());
                }
            }
        }
    }

    /** A server may cut what is too long without a word, so what is known to be too long is not sent. */
    private void refuseTooLong(Prompt prompt, Ask ask) {
        if (tokenizer.isEmpty()) {
            return;
        }
        Tokenizer known = tokenizer.get();
        int answer = ask instanceof Ask.Generate generate ? generate.maxTokens() : 1;
        int tokens = prompt instanceof Prompt.Tokens ids
                ? ids.ids().size()
                : known.encode(
                                prompt instanceof Prompt.Text text
                                        ? joined(text)
                                        : ((Prompt.Chat) prompt)
                                                .messages().stream()
                                                        .map(Message::text)
                                                        .collect(Collectors.joining("\n")))
                        .size();
        if (tokens + answer > known.contextLength()) {
            throw new Client.TooLongException(tokens, Math.max(0, known.contextLength() - answer));
        }
    }

    /** A dialogue as text, where the server is not to make it. */
    private Prompt text(Prompt prompt) {
        if (dialogues.isEmpty() || !(prompt instanceof Prompt.Chat chat)) {
            return prompt;
        }
        String rendered = dialogues.get().render(chat.messages());
        return new Prompt.Text(List.of(Message.of(Role.USER, rendered)), chat.overflow());
    }

    private Response ask(Prompt prompt, SeededRequest seeded, int dropped) {
        Ask ask = seeded.request().ask();
        if (ask instanceof Ask.Generate generate) {
            return generate(prompt, generate, seeded.seed(), dropped);
        } else if (ask instanceof Ask.Choose choose) {
            return choose(prompt, choose, dropped);
        } else if (ask instanceof Ask.LogLikelihood likelihood) {
            Echo echo = echo(prompt);
            return new Response(List.of(echo.from(likelihood.contextTokens(), "")), echo.tokens(), dropped);
        }
        throw new IllegalStateException("an ask of kind " + ask.getClass().getSimpleName());
    }

    private Response generate(Prompt prompt, Ask.Generate ask, long seed, int dropped) {
        ObjectNode body = body();
        boolean chat = prompt instanceof Prompt.Chat;
        body.put("max_tokens", ask.maxTokens()).put("temperature", ask.temperature());
        if (ask.temperature() > 0) {
            body.put("top_p", ask.topP()).put("seed", seed & 0x7FFF_FFFFL); // servers take 31 bits
        }
        if (ask.samples() > 1) {
            body.put("n", ask.samples());
        }
        if (!ask.stop().isEmpty()) {
            ask.stop().forEach(body.putArray("stop")::add);
        }
        String path = place(prompt, body);
        JsonNode answer = client.post(path, body);
        JsonNode choices = answer.path("choices");
        if (choices.size() != ask.samples()) {
            throw unusable(path, choices.size() + " choices instead of " + ask.samples(), answer);
        }
        List<Completion> completions = new ArrayList<>();
        int each = answer.path("usage").path("completion_tokens").asInt() / ask.samples();
        for (JsonNode choice : choices) {
            JsonNode text = chat ? choice.path("message").path("content") : choice.path("text");
            if (!text.isTextual() && !text.isNull()) {
                throw unusable(path, "a choice without text", answer);
            }
            Finish finish = choice.path("finish_reason").asText().equals("length") ? Finish.LENGTH : Finish.STOP;
            completions.add(new Completion(cut(text.asText(""), ask.stop()), finish, OptionalDouble.empty(), each));
        }
        return new Response(
                completions, answer.path("usage").path("prompt_tokens").asInt(), dropped);
    }

    private Response choose(Prompt prompt, Ask.Choose ask, int dropped) {
        if (!(prompt instanceof Prompt.Text text)) {
            throw new EndpointException("a server scores continuations of plain text only: how it renders a dialogue is"
                    + " not known here. Ask for generated answers, or judge the model from its folder.");
        }
        String context = joined(text);
        List<Completion> completions = new ArrayList<>();
        int tokens = 0;
        for (String continuation : ask.continuations()) {
            Echo echo = echo(new Prompt.Text(List.of(Message.of(Role.USER, context + continuation)), text.overflow()));
            int first = echo.firstAt(context.length());
            completions.add(echo.from(first, continuation));
            tokens = first;
        }
        return new Response(completions, tokens, dropped);
    }

    /** The prompt's own tokens with their log-likelihoods. */
    private Echo echo(Prompt prompt) {
        if (!endpoint.logLikelihoods()) {
            throw new EndpointException("log-likelihoods were asked of " + endpoint.base()
                    + ", which is not said to give them; say logProbabilities: true if its /completions can echo"
                    + " the prompt with logprobs (vLLM can)");
        }
        ObjectNode body = body();
        body.put("max_tokens", 1).put("temperature", 0).put("echo", true).put("logprobs", 1);
        String path = place(prompt, body);
        JsonNode answer = client.post(path, body);
        JsonNode found = answer.path("choices").path(0).path("logprobs");
        JsonNode nats = found.path("token_logprobs");
        int prompted = answer.path("usage").path("prompt_tokens").asInt(nats.size() - 1);
        if (!nats.isArray() || nats.size() < prompted || prompted < 1) {
            throw unusable(path, "no log-probabilities of the prompt", answer);
        }
        return new Echo(nats, found.path("text_offset"), prompted);
    }

    /** Log-likelihoods of a prompt's tokens; the first has none. */
    private record Echo(JsonNode nats, JsonNode offsets, int tokens) {
        Completion from(int first, String text) {
            double sum = 0;
            for (int i = first; i < tokens; i++) {
                JsonNode each = nats.get(i);
                if (each == null || !each.isNumber()) {
                    throw new EndpointException("the server gives no log-probability of token " + i
                            + " of a prompt; the first token never has one");
                }
                sum += each.asDouble();
            }
            return new Completion(text, Finish.SCORED, OptionalDouble.of(sum), Math.max(0, tokens - first));
        }

        /** The first token that holds text from a character on. */
        int firstAt(int character) {
            if (offsets.size() < tokens) {
                throw new EndpointException("the server gives no text_offset of the prompt's tokens, so where a"
                        + " continuation starts cannot be told");
            }
            int start = offsets.path(0).asInt();
            for (int i = 1; i < tokens; i++) {
                int end = i + 1 < offsets.size() ? offsets.path(i + 1).asInt() : Integer.MAX_VALUE;
                if (end - start > character) {
                    return i;
                }
            }
            return tokens;
        }
    }

    private ObjectNode body() {
        return JSON.objectNode().put("model", endpoint.model());
    }

    /** Puts the prompt into the body; returns the path that takes it. */
    private static String place(Prompt prompt, ObjectNode body) {
        if (prompt instanceof Prompt.Chat chat) {
            ArrayNode messages = body.putArray("messages");
            for (Message message : chat.messages()) {
                ObjectNode each = messages.addObject();
                each.put("role", message.role().name().toLowerCase(Locale.ROOT)).put("content", message.text());
                if (!message.name().isEmpty()) {
                    each.put("name", message.name());
                }
            }
            return "/chat/completions";
        } else if (prompt instanceof Prompt.Text text) {
            body.put("prompt", joined(text));
        } else if (prompt instanceof Prompt.Tokens tokens) {
            ArrayNode ids = body.putArray("prompt");
            tokens.ids().forEach(ids::add);
        }
        return "/completions";
    }

    private static String joined(Prompt.Text text) {
        StringBuilder all = new StringBuilder();
        text.parts().forEach(part -> all.append(part.text()));
        return all.toString();
    }

    /** Some servers leave the stop string in place. */
    private static String cut(String text, List<String> stop) {
        return stop.stream().mapToInt(text::indexOf).filter(at -> at >= 0).min().stream()
                .mapToObj(at -> text.substring(0, at))
                .findFirst()
                .orElse(text);
    }

    private EndpointException unusable(String path, String what, JsonNode answer) {
        String text = answer.toString();
        return new EndpointException(endpoint.path(path) + " answers " + what + ": "
                + (text.length() <= 300 ? text : text.substring(0, 300) + " ..."));
    }

    /** A prompt that loses whole demonstrations as long as the server finds it too long. */
    private static final class Shots {
        private final Function<List<Message>, Prompt> rebuilt;
        private final TreeSet<Integer> left;
        private List<Message> messages;
        private int dropped;

        private Shots(List<Message> messages, Overflow overflow, Function<List<Message>, Prompt> rebuilt) {
            this.messages = messages;
            this.rebuilt = rebuilt;
            Comparator<Integer> order = overflow.oldestFirst() ? Comparator.naturalOrder() : Comparator.reverseOrder();
            this.left = new TreeSet<>(order);
            messages.stream().mapToInt(Message::shot).filter(shot -> shot >= 0).forEach(left::add);
        }

        static Shots of(Prompt prompt) {
            if (prompt instanceof Prompt.Chat chat) {
                return new Shots(chat.messages(), chat.overflow(), kept -> new Prompt.Chat(kept, chat.overflow()));
            } else if (prompt instanceof Prompt.Text text) {
                return new Shots(text.parts(), text.overflow(), kept -> new Prompt.Text(kept, text.overflow()));
            }
            return new Shots(List.of(), Overflow.OLDEST_FIRST, kept -> prompt);
        }

        Prompt prompt() {
            return rebuilt.apply(messages);
        }

        int dropped() {
            return dropped;
        }

        boolean drop() {
            Integer shot = left.pollFirst();
            if (shot == null) {
                return false;
            }
            messages =
                    messages.stream().filter(message -> message.shot() != shot).toList();
            dropped++;
            return true;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }
}
