package org.comptrust.core.recorded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.comptrust.api.trust.DataException;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.run.RunOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments whose models are files of answers. */
class RecordedModelTest {
    private static final String SPEC = """
            apiVersion: comptrust/v1
            name: trial
            models: { theirs: { recorded: { responses: base.jsonl } } }
            methods: { awq: { use: recorded, with: { responses: awq.jsonl } } }
            dimensions: { quiz: { use: quiz, partial: %s, with: { questions: 4, scenarios: [easy] } } }
            """;

    @TempDir
    private Path folder;

    @Test
    void answersOfTwoFilesAreComparedItemByItem() throws IOException {
        write("base.jsonl", answer("q0", "yes."), answer("q1", "yes."), answer("q2", "yes."), answer("q3", "no ."));
        write("awq.jsonl", answer("q3", "no ."), answer("q2", "no ."), answer("q1", "no ."), answer("q0", "yes."));

        RunOutcome outcome = run("false");

        assertEquals(
                75, scored(outcome, 0).score().score().headline().orElseThrow().value());
        CellResult.Scored awq = scored(outcome, 1);
        assertEquals(25, awq.score().score().headline().orElseThrow().value());
        assertEquals(2, awq.score().againstBase().orElseThrow().okToBad());
    }

    @Test
    void aMissingAnswerIsCountedAndNotMadeUp() throws IOException {
        write("base.jsonl", answer("q0", "yes."), answer("q1", "yes."));
        write("awq.jsonl", answer("q0", "yes."));

        CellResult.Failed failed = assertInstanceOf(
                CellResult.Failed.class, run("false").cells().get(0).result());

        assertEquals("2 of 4 items were not answered; first easy/q2: no answer is recorded", failed.message());
    }

    @Test
    void aPartialScoreIsThatOfTheAnswersThatAreThere() throws IOException {
        write("base.jsonl", answer("q0", "yes."), answer("q1", "no ."));
        write("awq.jsonl", answer("q0", "yes."));

        RunOutcome outcome = run("true");

        assertEquals(2, scored(outcome, 0).score().items());
        assertEquals(
                50, scored(outcome, 0).score().score().headline().orElseThrow().value());
    }

    @Test
    void whatIsNoAnswerIsNamedWithFileAndLine() throws IOException {
        wrong(
                "answers.jsonl:2: no such key as \"text\"",
                answer("q0", "yes."),
                "{\"item\": \"q1\", \"text\": \"yes\"}");
        wrong("answers.jsonl:2: the question is answered already, at", answer("q0", "yes."), answer("q0", "no ."));
        wrong(
                "answers.jsonl:1: texts is empty",
                "{\"dimension\": \"d\", \"scenario\": \"s\", \"item\": \"i\", \"texts\": []}");
        wrong(
                "answers.jsonl:1: 1 texts, but 2 logLikelihoods",
                "{\"dimension\": \"d\", \"scenario\": \"s\", \"item\": \"i\", \"texts\": [\"a\"], \"logLikelihoods\": [-1, -2]}");
        wrong("holds no answer");
    }

    private void wrong(String message, String... lines) throws IOException {
        write("answers.jsonl", lines);
        DataException thrown =
                assertThrows(DataException.class, () -> RecordedAnswers.read(folder.resolve("answers.jsonl")));
        assertTrue(thrown.getMessage().contains(message), thrown.getMessage());
    }

    private static String answer(String item, String text) {
        return "{\"dimension\": \"quiz\", \"scenario\": \"easy\", \"item\": \"" + item + "\", \"texts\": [\"" + text
                + "\"]}";
    }

    private void write(String name, String... lines) throws IOException {
        Files.write(folder.resolve(name), List.of(lines));
    }

    private RunOutcome run(String partial) {
        return Experiment.write(folder, SPEC.formatted(partial)).run(new FakeModels());
    }

    private static CellResult.Scored scored(RunOutcome outcome, int cell) {
        CellResult result = outcome.cells().get(cell).result();
        return assertInstanceOf(CellResult.Scored.class, result, result.toString());
    }
}
