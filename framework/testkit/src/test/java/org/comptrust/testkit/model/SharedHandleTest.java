package org.comptrust.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.ModelHandle;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.models.pool.Variant;
import org.junit.jupiter.api.Test;

/** Two dimensions at once on one handle get the answers that they get one after the other, to the last bit. */
class SharedHandleTest extends WithTinyModel {
    /** Longer than what is worth sharing, and not the same for both. */
    private static final String BLOCK =
            "Each question is followed by its answer, which is one word and never two of them. ";

    @Test
    void whatWasReadBeforeAndWhoElseAsksMoveNoBit() throws Exception {
        List<List<Response>> alone;
        try (Variant variant = acquire()) { // nothing was read yet
            alone = List.of(ask(variant.handle(), 0), ask(variant.handle(), 1));
            assertEquals(alone, List.of(ask(variant.handle(), 0), ask(variant.handle(), 1)), "beginnings are known");
            assertEquals(alone, together(variant.handle()), "at once, beginnings are known");
        }
        try (Variant variant = acquire()) {
            assertEquals(alone, together(variant.handle()), "at once, nothing was read yet");
        }
    }

    private Variant acquire() {
        return model.acquire(List.of(), 0, (done, total) -> {});
    }

    private List<List<Response>> together(ModelHandle handle) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<List<Response>>> both = new ArrayList<>();
            for (int dimension = 0; dimension < 2; dimension++) {
                int which = dimension;
                both.add(threads.submit(() -> {
                    start.await();
                    return ask(handle, which);
                }));
            }
            start.countDown();
            return List.of(both.get(0).get(), both.get(1).get());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Three groups, each submitted when the one before is answered. */
    private List<Response> ask(ModelHandle handle, int dimension) throws Exception {
        List<Response> responses = new ArrayList<>();
        for (int group = 0; group < 3; group++) {
            int first = 10 * group;
            List<SeededRequest> questions = IntStream.range(first, first + 7)
                    .mapToObj(i -> question(dimension, i))
                    .toList();
            for (CompletableFuture<Response> answer : handle.submit(questions)) {
                responses.add(answer.get());
            }
        }
        return responses;
    }

    private SeededRequest question(int dimension, int i) {
        String block = BLOCK.repeat(1 + i % 2) + (dimension == 0 ? "Sums." : "Capitals.");
        Ask ask = i % 3 == 0
                ? new Ask.Generate(6, 1, 0.8, 0.9, List.of())
                : new Ask.Choose(List.of(" yes", " no", " perhaps"));
        return new SeededRequest(
                new Request(new Prompt.Tokens(model.tokenizer().encode(block + " Question " + i + ":")), ask), i);
    }
}
