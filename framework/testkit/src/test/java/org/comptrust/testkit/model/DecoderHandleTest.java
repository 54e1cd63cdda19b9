package org.comptrust.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.comptrust.api.CancelledException;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.PromptTooLongException;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Role;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.models.chat.PlainDialogue;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.handle.DecoderHandle;
import org.comptrust.models.pool.BaseModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a handle does with requests that cannot be answered, and with its weights while it closes. */
class DecoderHandleTest {
    /** More than is worth sharing, so that its keys and values are kept. */
    private static final String BLOCK = "Each question is followed by its answer, one word and never two. ";

    @TempDir
    Path folder;

    private TorchEngine engine;
    private BaseModel model;

    @BeforeEach
    void open() throws IOException {
        engine = TorchEngine.cpu();
        Path files = TinyModel.small().write(folder.resolve("tiny"));
        addToken(files.resolve("tokenizer.json"), "<unembedded>", TinyModel.VOCABULARY);
        model = BaseModel.open(engine, files, folder.resolve("cache"));
    }

    @AfterEach
    void close() {
        model.close();
        engine.close();
    }

    @Test
    void aTextWithATokenThatHasNoEmbeddingFailsAlone() throws Exception {
        try (DecoderHandle handle = handle(model.tokenizer(), () -> {})) {
            var answers = handle.submit(List.of(greedy(text("an <unembedded> word")), greedy(text("a word"))));

            assertFalse(answers.get(1).get().text().isEmpty());
            assertMessage("contains token " + TinyModel.VOCABULARY, answers.get(0));
        }
    }

    @Test
    void tokensThatTheModelDoesNotHaveFailAlone() throws Exception {
        try (DecoderHandle handle = handle(model.tokenizer(), () -> {})) {
            var answers = handle.submit(List.of(
                    greedy(new Prompt.Tokens(List.of(5, TinyModel.VOCABULARY))),
                    new SeededRequest(new Request(new Prompt.Tokens(List.of(5, -1)), new Ask.LogLikelihood(1)), 0),
                    greedy(text("a word"))));

            assertFalse(answers.get(2).get().text().isEmpty());
            assertMessage("token " + TinyModel.VOCABULARY, answers.get(0));
            assertMessage("token -1", answers.get(1));
        }
    }

    /** As with SentencePiece, where a word alone begins with a blank that it does not have behind a bracket. */
    @Test
    void aChoiceThatHasMoreTokensBehindThePromptThanAloneStillFits() throws Exception {
        Tokenizer joining = new Wrapped(model.tokenizer()) {
            @Override
            public List<Integer> encode(String text) {
                return text.equals("answer") ? List.of(90) : super.encode(text);
            }
        };
        List<Message> shots = List.of(
                Message.shot(Role.USER, "a".repeat(100), 0),
                Message.shot(Role.USER, "b".repeat(100), 1),
                Message.of(Role.USER, "q".repeat(52)));
        Ask choose = new Ask.Choose(List.of("answer"));
        Prompt fits = new Prompt.Text(shots, Overflow.OLDEST_FIRST);
        Prompt never = text("q".repeat(253));
        try (DecoderHandle handle = handle(joining, () -> {})) {
            var answers = handle.submit(List.of(
                    new SeededRequest(new Request(fits, choose), 0), new SeededRequest(new Request(never, choose), 0)));

            assertEquals(1, answers.get(0).get().droppedShots());
            assertEquals(6, answers.get(0).get().completions().get(0).tokens());
            assertInstanceOf(
                    PromptTooLongException.class,
                    assertThrows(ExecutionException.class, () -> answers.get(1).get())
                            .getCause());
        }
    }

    @Test
    void whoIsInterruptedWhileClosingLeavesTheWeightsToTheGroupThatIsComputed() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        CountDownLatch leaseEnded = new CountDownLatch(1);
        Tokenizer slow = new Wrapped(model.tokenizer()) {
            @Override
            public String decode(List<Integer> ids) { // of stop strings, while an answer is written
                if (Thread.currentThread().getName().equals("decoder")) {
                    writing.countDown();
                    await(mayGoOn);
                }
                return super.decode(ids);
            }
        };
        Ask stopping = new Ask.Generate(4, 1, 0, 1, List.of("\u0001\u0002"));
        long before = engine.handles().values();
        DecoderHandle handle = handle(slow, leaseEnded::countDown);
        var answers = handle.submit(List.of(
                new SeededRequest(new Request(text(BLOCK + "One?"), stopping), 0),
                new SeededRequest(new Request(text(BLOCK + "Two?"), stopping), 0)));
        writing.await();

        Thread.currentThread().interrupt();
        handle.close();

        assertTrue(Thread.interrupted());
        assertEquals(1, leaseEnded.getCount(), "the group is not answered yet");
        mayGoOn.countDown();
        assertFalse(answers.get(1).get().text().isEmpty());
        assertTrue(leaseEnded.await(1, TimeUnit.MINUTES));
        assertTrue(engine.handles().values() <= before + 1, "kept beginnings are freed: " + engine.handles());
    }

    @Test
    void groupsThatAreNotComputedYetWhenItClosesAreCancelled() throws Exception {
        CountDownLatch encoding = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        AtomicBoolean leaseEnded = new AtomicBoolean();
        Tokenizer slow = new Wrapped(model.tokenizer()) {
            @Override
            public List<Integer> encode(String text) {
                if (Thread.currentThread().getName().equals("decoder-texts")) {
                    encoding.countDown();
                    await(mayGoOn);
                }
                return super.encode(text);
            }
        };
        DecoderHandle handle = handle(slow, () -> leaseEnded.set(true));
        var encoded = handle.submit(List.of(greedy(text("one"))));
        encoding.await();
        Thread closing = new Thread(handle::close);
        closing.start();
        while (closing.getState() == Thread.State.NEW || closing.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        var late = handle.submit(List.of(greedy(text("two"))));
        mayGoOn.countDown();
        closing.join();

        assertCancelled(encoded.get(0));
        assertCancelled(late.get(0));
        assertTrue(leaseEnded.get());
    }

    private DecoderHandle handle(Tokenizer tokenizer, Runnable onClose) {
        return new DecoderHandle(
                model.decoder(), tokenizer, new PlainDialogue(), "weights", "float32", Set.of(), onClose);
    }

    private static SeededRequest greedy(Prompt prompt) {
        return new SeededRequest(new Request(prompt, Ask.Generate.greedy(3)), 0);
    }

    private static Prompt text(String text) {
        return new Prompt.Text(List.of(Message.of(Role.USER, text)), Overflow.OLDEST_FIRST);
    }

    private static void assertMessage(String part, CompletableFuture<Response> answer) {
        String message =
                assertThrows(ExecutionException.class, answer::get).getCause().getMessage();
        assertTrue(message.contains(part), message);
    }

    private static void assertCancelled(CompletableFuture<Response> answer) {
        assertInstanceOf(
                CancelledException.class,
                assertThrows(ExecutionException.class, () -> answer.get(1, TimeUnit.MINUTES))
                        .getCause());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void addToken(Path tokenizer, String content, int id) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode root = (ObjectNode) json.readTree(tokenizer.toFile());
        ObjectNode token = root.withArray("added_tokens").get(0).deepCopy();
        ((ArrayNode) root.get("added_tokens")).add(token.put("content", content).put("id", id));
        Files.writeString(tokenizer, root.toString());
    }

    /** A tokenizer that differs from another in a method or two. */
    private static class Wrapped implements Tokenizer {
        private final Tokenizer wrapped;

        Wrapped(Tokenizer wrapped) {
            this.wrapped = wrapped;
        }

        @Override
        public String identity() {
            return wrapped.identity();
        }

        @Override
        public List<Integer> encode(String text) {
            return wrapped.encode(text);
        }

        @Override
        public List<Integer> start() {
            return wrapped.start();
        }

        @Override
        public String decode(List<Integer> ids) {
            return wrapped.decode(ids);
        }

        @Override
        public int contextLength() {
            return wrapped.contextLength();
        }
    }
}
