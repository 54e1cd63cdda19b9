package org.comptrust.host.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.PromptTooLongException;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.core.port.Lease;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.ModelSpec;
import org.comptrust.core.port.Models;
import org.comptrust.core.port.Progress;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.testkit.model.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranslatingHandleTest {
    @TempDir
    Path folder;

    @Test
    void aPromptThatDoesNotFitIsSaidWithItsLength() throws Exception {
        var futures = ask(new Prompt.Tokens(Collections.nCopies(300, 5)), new Prompt.Tokens(List.of(0, 5, 6)));

        PromptTooLongException failure = assertInstanceOf(PromptTooLongException.class, failure(futures.get(0)));
        assertEquals(OptionalInt.of(300), failure.promptTokens());
        assertEquals(OptionalInt.of(256), failure.limit());
        assertEquals(2, futures.get(1).get().completions().get(0).tokens());
    }

    @Test
    void aGroupOfWhichNothingFitsIsAnsweredToo() throws Exception {
        Prompt tooLong = new Prompt.Tokens(Collections.nCopies(300, 5));

        for (var future : ask(tooLong, tooLong)) {
            assertInstanceOf(PromptTooLongException.class, failure(future));
        }
    }

    @Test
    void anotherFailureIsForTheOperatorToMend() throws Exception {
        Prompt prompt = new Prompt.Tokens(List.of(0, 5));
        var futures = ask(new Request(prompt, new Ask.Choose(List.of())));

        ModelException failure = assertInstanceOf(ModelException.class, failure(futures.get(0)));
        assertTrue(failure.getMessage().contains("nothing to choose from"), failure.getMessage());
    }

    private static Throwable failure(CompletableFuture<Response> future) {
        return assertThrows(ExecutionException.class, future::get).getCause();
    }

    private List<CompletableFuture<Response>> ask(Prompt... prompts) throws Exception {
        return ask(Stream.of(prompts)
                .map(prompt -> new Request(prompt, new Ask.LogLikelihood(1)))
                .toArray(Request[]::new));
    }

    private List<CompletableFuture<Response>> ask(Request... requests) throws Exception {
        Path tiny = TinyModel.small().write(folder.resolve("tiny"));
        try (Models models = EngineModels.start(folder.resolve("cache"));
                Lease lease = models.open(new ModelSpec("tiny", tiny, "float32", "auto", Optional.empty()))
                        .acquire(new VariantRecipe(List.of(), 0), Progress.NONE)) {
            List<CompletableFuture<Response>> futures = lease.handle()
                    .submit(Stream.of(requests)
                            .map(request -> new SeededRequest(request, 0))
                            .toList());
            CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new))
                    .handle((done, failure) -> done)
                    .join(); // what waits when a handle is closed is not answered any more
            return futures;
        }
    }
}
