package org.comptrust.models.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import org.comptrust.api.kernel.KernelException;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.models.chat.PlainDialogue;
import org.comptrust.models.handle.DecoderHandle;
import org.comptrust.testkit.model.WithTinyModel;
import org.junit.jupiter.api.Test;

/** A model whose memory is short by order: its kernels refuse batches of more than some rows, in libtorch's words. */
class HalvedBatchTest extends WithTinyModel {
    @Test
    void halvesAnswerAsTheWholeAndSayThatTheyAreHalves() throws Exception {
        List<Response> whole = answers(1000);
        List<Response> halved = answers(4);

        for (int i = 0; i < whole.size(); i++) {
            assertEquals(List.of(), whole.get(i).notes());
            assertEquals(List.of(Halving.NOTE), halved.get(i).notes());
            Completion one = whole.get(i).completions().get(0);
            Completion other = halved.get(i).completions().get(0);
            assertEquals(one.text(), other.text());
            assertEquals(
                    one.logLikelihood().orElseThrow(), other.logLikelihood().orElseThrow(), 1e-4);
        }
    }

    @Test
    void halvesThatDoNotFitAreNotHalvedAgain() {
        assertThrows(ExecutionException.class, () -> answers(2));
    }

    @Test
    void halfAsManyRowsAreWrittenAtATimeHoweverManyPromptsWait() {
        Decoder decoder = new Decoder(engine, model.decoder().weights(), engine.module(refusingMoreThan(100)));
        List<TokenGenerator.Task> tasks = IntStream.range(0, 300)
                .mapToObj(
                        i -> new TokenGenerator.Task(List.of(2 + i / 2, 3 + i % 2), 2, 0, 1, 0, Set.of(), ids -> false))
                .toList();
        List<String> notes = new ArrayList<>();

        List<TokenGenerator.Answer> answers = new TokenGenerator(decoder).generate(tasks, notes::add);

        assertEquals(List.of(Halving.NOTE), notes);
        assertTrue(answers.stream().allMatch(answer -> answer.ids().size() == 2));
    }

    @Test
    void keysAreFreedWhereThereIsNoRoomForValues() {
        String text = WeightSet.DECODER
                .methods()
                .replaceFirst(
                        "(def make_cache\\([^\\n]*\\n)",
                        "$1  if float(torch.item(torch.sum(like))) == 0.:\n"
                                + "    ops.prim.RaiseException(\"DefaultCPUAllocator: not enough memory\")\n"
                                + "  _z = torch.zero_(like)\n");
        try (WeightSet once = model.decoder().weights().overlay()) {
            once.put(WeightNames.FINAL_NORM, once.scope().ones(new Shape(32), DataType.FLOAT32));
            Decoder decoder = new Decoder(engine, once, engine.module(new KernelText("once.py", text)));
            long before = engine.handles().values();

            assertThrows(KernelException.class, () -> decoder.cache(2, 8));

            assertEquals(before, engine.handles().values());
        }
    }

    /** Six prompts that share nothing, to be written on and to be scored. */
    private List<Response> answers(int room) throws Exception {
        Decoder decoder = new Decoder(engine, model.decoder().weights(), engine.module(refusingMoreThan(room)));
        try (DecoderHandle handle = new DecoderHandle(
                decoder, model.tokenizer(), new PlainDialogue(), "w", "float32", Set.of(), () -> {})) {
            List<SeededRequest> group = IntStream.range(0, 12)
                    .mapToObj(i -> new SeededRequest(
                            new Request(
                                    new Prompt.Tokens(model.tokenizer().encode((char) ('a' + i % 6) + " question")),
                                    i < 6 ? Ask.Generate.greedy(3) : new Ask.Choose(List.of(" yes", " no"))),
                            i))
                    .toList();
            return handle.submit(group).stream()
                    .map(future -> {
                        try {
                            return future.get();
                        } catch (InterruptedException | ExecutionException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .toList();
        } catch (IllegalStateException e) {
            throw (Exception) e.getCause();
        }
    }

    private static KernelText refusingMoreThan(int rows) {
        String refusal = "  if torch.size(ids, 0) > " + rows
                + ":\n    ops.prim.RaiseException(\"DefaultCPUAllocator: not enough memory: you tried to allocate 99 bytes\")\n";
        String text = WeightSet.DECODER.methods();
        for (String method : List.of("hidden", "log_likelihoods_after", "prefill", "prefill_after")) {
            text = text.replaceFirst("(def " + method + "\\([^\\n]*\\n)", "$1" + Matcher.quoteReplacement(refusal));
        }
        return new KernelText("short" + rows + ".py", text);
    }
}
