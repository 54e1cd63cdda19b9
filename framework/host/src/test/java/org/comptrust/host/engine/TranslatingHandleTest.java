package org.comptrust.host.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
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
    void aPromptThatDoesNotFitIsForTheOperatorToMend() throws Exception {
        Path tiny = TinyModel.small().write(folder.resolve("tiny"));
        Request tooLong =
                new Request(new Prompt.Tokens(java.util.Collections.nCopies(300, 5)), new Ask.LogLikelihood(1));
        Request fitting = new Request(new Prompt.Tokens(List.of(0, 5, 6)), new Ask.LogLikelihood(1));

        try (Models models = EngineModels.start(folder.resolve("cache"));
                Lease lease = models.open(new ModelSpec("tiny", tiny, "float32", "auto", java.util.Optional.empty()))
                        .acquire(new VariantRecipe(List.of(), 0), Progress.NONE)) {
            var futures = lease.handle().submit(List.of(new SeededRequest(tooLong, 0), new SeededRequest(fitting, 0)));

            ExecutionException e =
                    assertThrows(ExecutionException.class, () -> futures.get(0).get());
            ModelException failure = assertInstanceOf(ModelException.class, e.getCause());
            assertTrue(failure.getMessage().contains("300 tokens"), failure.getMessage());
            assertEquals(2, futures.get(1).get().completions().get(0).tokens());
        }
    }
}
