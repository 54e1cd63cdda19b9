package org.comptrust.core.recorded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Role;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeCatalog;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.journal.Keys;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.CellScore;
import org.comptrust.core.run.RunOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that are scored without a model. */
class RescoringTest {
    @TempDir
    private Path folder;

    @Test
    void aConversationComesOutOfAJournalWithAllItsTurnsAndScoresTheSame() throws IOException {
        Experiment experiment =
                Experiment.write(folder, Experiment.spec("dimensions: { interview: { use: interview } }\n"));
        FakeModels models = new FakeModels();
        RunOutcome run = experiment.run(models);
        Path answers = folder.resolve("answers");

        RecordedExport.write(experiment.plan(models).store().resolve("trial"), answers);
        Path file = answers.resolve("chat/base/interview.jsonl");
        Rescoring.Outcome again = rescored("interview", Map.of(), file);

        List<Integer> turns = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode answer = new JsonMapper().readTree(line);
            assertEquals(
                    answer.path("turn").asInt() == 0 ? 0 : turns.get(turns.size() - 1) + 1,
                    answer.path("turn").asInt(),
                    "turns of an item follow each other");
            turns.add(answer.path("turn").asInt());
        }
        assertTrue(turns.contains(1), "somebody was asked twice");
        CellResult.Scored first =
                assertInstanceOf(CellResult.Scored.class, run.cells().get(0).result());
        assertEquals(
                first.score().score().headline().orElseThrow().value(),
                again.score().orElseThrow().score().headline().orElseThrow().value());
    }

    @Test
    void anAnswerMayGiveTheKeyOfItsQuestion() throws IOException {
        Path file = Files.write(
                folder.resolve("answers.jsonl"),
                List.of(
                        requested("easy question 0", "yes."),
                        requested("easy question 1", "no ."),
                        requested("nobody's question", "yes.")));

        Rescoring.Outcome outcome = rescored("quiz", Map.of("questions", "2"), file);

        assertEquals(
                50,
                outcome.score().orElseThrow().score().headline().orElseThrow().value());
        assertEquals(1, outcome.problems().size(), outcome.problems().toString());
        assertTrue(
                outcome.problems().get(0).contains("answers.jsonl:3: no item's first question has the key"),
                outcome.problems().get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{ quiz: { use: quiz } }|quiz", "{ a: { use: quiz }, b: { use: quiz, items: 9 } }|a.quiz"})
    void answersOfARunHaveTheIntervalsOfItsReport(String dimensions, String label) throws IOException {
        Experiment experiment =
                Experiment.write(folder, "seed: 7\n" + Experiment.spec("dimensions: " + dimensions + "\n"));
        FakeModels models = new FakeModels();
        CellResult.Scored first = assertInstanceOf(
                CellResult.Scored.class, experiment.run(models).cells().get(0).result());
        Path run = experiment.plan(models).store().resolve("trial");

        RecordedExport.write(run, folder.resolve("answers"));
        Rescoring.Outcome again = rescored(
                "quiz",
                Map.of(),
                folder.resolve("answers/chat/base/" + label + ".jsonl"),
                new Rescoring.Source("chat", Optional.of(label), RecordedExport.seed(run)));

        CellScore score = again.score().orElseThrow();
        assertTrue(score.statistics().score().interval().isPresent(), "some answers are right and some wrong");
        assertEquals(first.score().statistics(), score.statistics());
        assertEquals(first.score().scenarios(), score.scenarios());
    }

    @Test
    void scoresAloneAreTheSame() throws IOException {
        Path file = Files.write(
                folder.resolve("answers.jsonl"),
                List.of(
                        requested("easy question 0", "yes."),
                        requested("easy question 1", "no ."),
                        requested("easy question 2", "yes.")));
        Rescoring.Task task = new Rescoring.Task(
                "quiz", Optional.empty(), Map.of(), Optional.empty(), file, "", Rescoring.Source.UNKNOWN, false);

        CellScore alone = Rescoring.of(FakeCatalog.usual(), task).score().orElseThrow();
        CellScore whole = rescored("quiz", Map.of(), file).score().orElseThrow();

        assertEquals(whole.score(), alone.score());
        assertTrue(whole.statistics().score().interval().isPresent());
        assertEquals("none was asked for", alone.statistics().score().why());
    }

    @Test
    void whatNobodyAnsweredIsNamedBesideAPartialScore() throws IOException {
        Path file = Files.write(
                folder.resolve("answers.jsonl"),
                List.of(requested("easy question 0", "yes."), requested("easy question 1", "no .")));

        CellScore score =
                rescored("quiz", Map.of("questions", "2"), file).score().orElseThrow();

        assertEquals(2, score.items());
        assertEquals(
                List.of("Partial score, without what is without recorded answers: hard."),
                score.score().remarks());
    }

    @Test
    void answersThatFitNoItemAreAFailureThatSaysSo() throws IOException {
        Path file = Files.writeString(folder.resolve("answers.jsonl"), requested("nobody's question", "yes.") + "\n");

        CellResult.Failed failed = assertInstanceOf(
                CellResult.Failed.class, rescored("quiz", Map.of(), file).result());

        assertEquals("none of the 100 items has a recorded answer", failed.message());
    }

    private static String requested(String question, String answer) {
        Request request = new Request(
                new Prompt.Chat(List.of(Message.of(Role.USER, question)), Overflow.OLDEST_FIRST),
                Ask.Generate.greedy(4));
        return "{\"request\": \"" + Keys.question(request) + "\", \"texts\": [\"" + answer + "\"]}";
    }

    private static Rescoring.Outcome rescored(String dimension, Map<String, String> options, Path answers) {
        return rescored(dimension, options, answers, Rescoring.Source.UNKNOWN);
    }

    private static Rescoring.Outcome rescored(
            String dimension, Map<String, String> options, Path answers, Rescoring.Source source) {
        return Rescoring.of(
                FakeCatalog.usual(),
                new Rescoring.Task(dimension, Optional.empty(), options, Optional.empty(), answers, "", source, true));
    }
}
