package org.comptrust.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.ModelHandle;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Role;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.models.decoder.TokenGenerator;
import org.comptrust.models.decoder.TokenScorer;
import org.comptrust.models.pool.Variant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tiny model is a real one: what a handle promises holds on it. */
class TinyModelTest extends WithTinyModel {
    private Variant base;

    @BeforeEach
    void open() {
        base = model.acquire(List.of(), 0, (done, total) -> {});
    }

    @AfterEach
    void close() {
        base.close();
    }

    @Test
    void itsTokenizerKeepsEveryText() {
        String text = "Bytes: \u00e4\u20ac \n\t\u0000 end";

        assertEquals(text, model.tokenizer().decode(model.tokenizer().encode(text)));
        assertEquals(List.of(0), model.tokenizer().start());
    }

    @Test
    void theSameGroupGetsTheSameAnswersBitForBit() throws Exception {
        List<SeededRequest> group = IntStream.range(0, 20)
                .mapToObj(i -> generate("prompt number " + i + ".".repeat(i), 12, 1.0, i))
                .toList();

        assertEquals(ask(base.handle(), group), ask(base.handle(), group));
    }

    @Test
    void seedsDecideWhatIsSampled() throws Exception {
        List<Response> answers = ask(
                base.handle(),
                List.of(generate("a", 16, 1.0, 1), generate("a", 16, 1.0, 1), generate("a", 16, 1.0, 2)));

        assertEquals(answers.get(0).text(), answers.get(1).text());
        assertNotEquals(answers.get(0).text(), answers.get(2).text());
    }

    @Test
    void aStopStringEndsTheAnswerAndIsNotPartOfIt() throws Exception {
        String free =
                ask(base.handle(), List.of(generate("abc", 30, 1.0, 5))).get(0).text();
        String stop = free.substring(4, 6);
        Request request = new Request(text("abc"), new Ask.Generate(30, 1, 1.0, 1, List.of(stop)));

        String stopped = ask(base.handle(), List.of(new SeededRequest(request, 5)))
                .get(0)
                .text();

        assertEquals(free.substring(0, free.indexOf(stop)), stopped);
    }

    @Test
    void aTinyNucleusIsGreedy() throws Exception {
        Request nucleus = new Request(text("abc"), new Ask.Generate(20, 1, 1.0, 1e-9, List.of()));

        List<Response> answers = ask(base.handle(), List.of(new SeededRequest(nucleus, 3), generate("abc", 20, 0, 3)));

        assertEquals(answers.get(1).text(), answers.get(0).text());
    }

    @Test
    void choicesAreScoredAsOneTextEach() throws Exception {
        Request request = new Request(text("two and two is "), new Ask.Choose(List.of("four", "five")));

        List<Completion> choices = ask(base.handle(), List.of(new SeededRequest(request, 0)))
                .get(0)
                .completions();

        assertEquals(List.of(4, 4), choices.stream().map(Completion::tokens).toList());
        assertTrue(choices.stream().allMatch(choice -> choice.logLikelihood().orElseThrow() < 0));
    }

    @Test
    void generatedTokensCarryTheLikelihoodThatScoringGivesThem() {
        List<Integer> prompt = List.of(0, 10, 20, 30);
        TokenGenerator.Answer generated = new TokenGenerator(model.decoder())
                .generate(List.of(new TokenGenerator.Task(prompt, 8, 1, 1, 4, Set.of(), ids -> false)))
                .get(0);
        List<Integer> whole = new ArrayList<>(prompt);
        whole.addAll(generated.ids());

        double scored = new TokenScorer(model.decoder())
                .score(List.of(new TokenScorer.Sequence(whole, prompt.size())))
                .get(0)
                .sum();

        assertEquals(scored, generated.nats(), 1e-4); // through the cache and in one pass, sums have another order
    }

    @Test
    void promptsThatAreReadTogetherAreContinuedAsAlone() {
        List<TokenGenerator.Task> tasks = new ArrayList<>();
        for (int i = 0; i < 12; i++) { // four prompts of other lengths, each three times
            List<Integer> prompt = IntStream.range(0, 3 + 2 * (i / 3)).boxed().toList();
            tasks.add(new TokenGenerator.Task(prompt, 4 + i % 3, 0, 1, 0, Set.of(), ids -> false));
        }
        TokenGenerator generator = new TokenGenerator(model.decoder());

        List<TokenGenerator.Answer> together = generator.generate(tasks);

        for (int i = 0; i < tasks.size(); i++) {
            TokenGenerator.Answer alone =
                    generator.generate(List.of(tasks.get(i))).get(0);
            assertEquals(alone.ids(), together.get(i).ids(), "task " + i);
            assertEquals(alone.nats(), together.get(i).nats(), 1e-4, "task " + i); // another batch, other last bits
        }
    }

    @Test
    void aPromptThatDoesNotFitFailsAloneAndSaysWhatToDo() {
        var futures = base.handle().submit(List.of(generate("x".repeat(300), 20, 0, 0), generate("short", 20, 0, 0)));

        assertFalse(futures.get(1).join().text().isEmpty());
        String message = assertThrowsCause(futures.get(0)::join);
        assertTrue(message.contains("301 tokens") && message.contains("longer context"), message);
    }

    @Test
    void demonstrationsLeaveAPromptThatIsTooLongOldestFirst() throws Exception {
        List<Message> messages = List.of(
                Message.of(Role.SYSTEM, "task"),
                Message.shot(Role.USER, "a".repeat(120), 0),
                Message.shot(Role.USER, "b".repeat(120), 1),
                Message.of(Role.USER, "question"));
        Request request = new Request(new Prompt.Chat(messages, Overflow.OLDEST_FIRST), Ask.Generate.greedy(4));

        Response response =
                ask(base.handle(), List.of(new SeededRequest(request, 0))).get(0);

        assertEquals(1, response.droppedShots());
        assertEquals(1 + "task\n".length() + 121 + "question".length(), response.promptTokens());
    }

    private static String assertThrowsCause(Runnable call) {
        try {
            call.run();
        } catch (java.util.concurrent.CompletionException e) {
            return e.getCause().getMessage();
        }
        throw new AssertionError("nothing was thrown");
    }

    private static SeededRequest generate(String prompt, int tokens, double temperature, long seed) {
        return new SeededRequest(
                new Request(text(prompt), new Ask.Generate(tokens, 1, temperature, 1, List.of())), seed);
    }

    private static Prompt text(String text) {
        return new Prompt.Text(List.of(Message.of(Role.USER, text)), Overflow.OLDEST_FIRST);
    }

    private static List<Response> ask(ModelHandle handle, List<SeededRequest> group) throws Exception {
        List<Response> answers = new ArrayList<>();
        for (var future : handle.submit(group)) {
            answers.add(future.get());
        }
        return answers;
    }
}
