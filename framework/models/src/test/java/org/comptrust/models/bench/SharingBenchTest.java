package org.comptrust.models.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Role;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.models.chat.PlainDialogue;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same requests, with beginnings read once and with each prompt read as a whole. */
class SharingBenchTest {
    @TempDir
    Path folder;

    @Test
    void bothWaysAnswerTheSameAndNothingIsLeft() {
        Path model = new RandomModel(1, 16, 24, 2, 1, 300, 256).write(folder.resolve("model"));
        try (TorchEngine engine = TorchEngine.cpu()) {
            List<SharingBench.Dimension> measured =
                    new SharingBench(engine, 1).run(model, folder.resolve("cache"), Precision.FLOAT32, 3, what -> {});

            assertEquals(8, measured.size());
            for (SharingBench.Dimension dimension : measured) {
                assertEquals(3, dimension.requests());
                assertTrue(dimension.sameTexts(), dimension.toString());
                assertTrue(dimension.nats() < 1e-4, dimension.toString());
                assertTrue(dimension.shared().seconds() > 0 && dimension.apart().seconds() > 0);
            }
            assertEquals(0, engine.handles().count());
        }
    }

    @Test
    void givenRequestsAreAskedGroupByGroupAndThoseThatAreTooLongAreCounted() {
        Path model = new RandomModel(1, 16, 24, 2, 1, 300, 128).write(folder.resolve("short"));
        String beginning = "ba be bi bo bu da de di do du ".repeat(2);
        List<SeededRequest> scored = List.of(choose(beginning + "fa"), choose(beginning + "fe"));
        List<SeededRequest> written =
                List.of(write(beginning + "fi", 4), write("fo ".repeat(200), 4), write(beginning + "fu", 4));
        SharingBench.Questions both = new SharingBench.Questions("both", List.of(scored, written));
        SharingBench.Questions few = new SharingBench.Questions("few", List.of(scored));

        try (TorchEngine engine = TorchEngine.cpu()) {
            List<SharingBench.Dimension> measured = new SharingBench(engine, 2)
                    .run(
                            model,
                            folder.resolve("cache"),
                            Precision.FLOAT32,
                            tokenizer -> new PlainDialogue(),
                            List.of(both, few),
                            what -> {});

            assertEquals(
                    List.of("both", "few"),
                    measured.stream().map(SharingBench.Dimension::name).toList());
            assertEquals(4, measured.get(0).requests());
            assertEquals(1, measured.get(0).tooLong());
            assertEquals(2, measured.get(1).requests());
            assertEquals(0, measured.get(1).tooLong());
            assertTrue(measured.get(0).promptTokens() > 2 * measured.get(1).promptTokens() - 4);
            assertTrue(measured.get(0).answerTokens() > measured.get(1).answerTokens());
            assertTrue(measured.get(0).sameTexts(), measured.toString());
            assertEquals(0, engine.handles().count());
        }
    }

    @Test
    void aRequestThatCannotBeAnsweredAtAllEndsTheMeasurement() {
        Path model = new RandomModel(1, 16, 24, 2, 1, 300, 128).write(folder.resolve("refused"));
        SeededRequest impossible =
                new SeededRequest(new Request(new Prompt.Tokens(List.of(5, 6)), new Ask.Choose(List.of())), 0);
        SharingBench.Questions one = new SharingBench.Questions("one", List.of(List.of(impossible)));

        try (TorchEngine engine = TorchEngine.cpu()) {
            SharingBench bench = new SharingBench(engine, 1);
            IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> bench.run(
                            model,
                            folder.resolve("cache"),
                            Precision.FLOAT32,
                            tokenizer -> new PlainDialogue(),
                            List.of(one),
                            what -> {}));

            assertEquals("there is nothing to choose from", refused.getMessage());
            assertEquals(0, engine.handles().count());
        }
    }

    private static SeededRequest choose(String text) {
        return asked(text, new Ask.Choose(List.of(" ba", " be")));
    }

    private static SeededRequest write(String text, int tokens) {
        return asked(text, Ask.Generate.greedy(tokens));
    }

    private static SeededRequest asked(String text, Ask ask) {
        Prompt prompt = new Prompt.Chat(List.of(Message.of(Role.USER, text)), Overflow.OLDEST_FIRST);
        return new SeededRequest(new Request(prompt, ask), 0);
    }
}
