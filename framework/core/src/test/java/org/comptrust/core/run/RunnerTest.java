package org.comptrust.core.run;

import static org.comptrust.core.fake.Experiment.csv;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.comptrust.api.CancelledException;
import org.comptrust.core.Comptrust;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeCatalog;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.fake.FakeModels.Killed;
import org.comptrust.core.journal.RunStatus;
import org.comptrust.core.port.Progress;
import org.comptrust.core.result.CellOutcome;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerTest {
    private static final String SPEC = Experiment.spec("""
            methods:
              round: { use: rounding, with: { bits: [4, 2] } }
            dimensions:
              quiz: { use: quiz, items: 300, with: { questions: 200 } }
              talk: { use: interview }
            """);

    @TempDir
    private Path folder;

    @Test
    void scoresEveryCellAndComparesVariantsWithTheirBase() {
        RunOutcome outcome = Experiment.write(folder, SPEC).run(new FakeModels());

        assertEquals(6, outcome.cells().size());
        for (CellOutcome cell : outcome.cells()) {
            CellResult.Scored scored = assertInstanceOf(CellResult.Scored.class, cell.result(), cell.toString());
            assertEquals(
                    cell.cell().dimension().equals("quiz") ? 300 : 40,
                    scored.score().items());
            assertEquals(
                    !cell.cell().variant().equals("base"),
                    scored.score().againstBase().isPresent());
        }
    }

    @Test
    void aRunThatWasCutAnywhereEndsWithTheSameTable() throws IOException {
        String whole = csv(Experiment.write(folder.resolve("whole"), SPEC).run(new FakeModels()));
        FakeModels counting = new FakeModels();
        Experiment.write(folder.resolve("count"), SPEC).run(counting);
        Random random = new Random(7);

        for (int round = 0; round < 4; round++) {
            int cut = random.nextInt(counting.groups());
            Experiment experiment = Experiment.write(folder.resolve("cut" + round), SPEC);
            FakeModels dying = new FakeModels().killedBefore(cut);
            assertThrows(Killed.class, () -> experiment.run(dying));
            FakeModels resumed = new FakeModels();

            assertEquals(whole, csv(experiment.run(resumed)), "cut before group " + cut);
            assertEquals(counting.groups() - cut, resumed.groups(), "asked only what was missing");
        }
    }

    @Test
    void aRunWithPluginsThatFailEndsWithTheSameTableToo() throws IOException {
        String spec = SPEC
                + "  bad: { use: broken }\n  poisoned: { use: quiz, with: { poison: q7 } }\n  last: { use: quiz }\n";
        FakeModels counting = new FakeModels();
        String whole = csv(Experiment.write(folder.resolve("whole"), spec).run(counting));

        for (int cut = 0; cut < counting.groups(); cut++) {
            Experiment experiment = Experiment.write(folder.resolve("cut" + cut), spec);
            FakeModels dying = new FakeModels().killedBefore(cut);
            assertThrows(Killed.class, () -> experiment.run(dying));
            assertEquals(whole, csv(experiment.run(new FakeModels())), "cut before group " + cut);
        }
    }

    @Test
    void dimensionsShareTheirLastGroup() {
        FakeModels quiz =
                asked(Experiment.spec("dimensions: { quiz: { use: quiz, items: 300, with: { questions: 200 } } }\n"));
        FakeModels talk = asked(Experiment.spec("dimensions: { talk: { use: interview } }\n"));
        FakeModels both = asked(SPEC.replaceAll("methods:\\n.*\\n", ""));

        assertEquals(2, quiz.groups(), "256 questions and 44");
        assertEquals(3, talk.groups(), "a question and two more");
        assertEquals(1 + 3, both.groups(), "256 questions; 44 with those of the talk; two more of the talk");
    }

    @Test
    void anotherDimensionDisturbsOnlyTheLastGroup() {
        String quiz = Experiment.spec("dimensions:\n  quiz: { use: quiz, items: 600, with: { questions: 300 } }\n");
        Experiment.write(folder, quiz).run(new FakeModels());
        FakeModels again = new FakeModels();

        Experiment.write(folder, quiz + "  talk: { use: interview }\n").run(again);

        assertEquals(3, again.groups(), "88 questions with those of the talk, then two more of the talk");
    }

    @Test
    void whatSeveralAskIsAskedOnce() {
        FakeModels models = new FakeModels();

        RunOutcome outcome = Experiment.write(folder, Experiment.spec("""
                                dimensions:
                                  one: { use: quiz, items: 60 }
                                  two: { use: quiz, items: 60, with: { poison: none } }
                                  all: { use: quiz }
                                """)).run(models);

        assertEquals(100, models.questions());
        outcome.cells().forEach(cell -> assertInstanceOf(CellResult.Scored.class, cell.result(), cell.toString()));
    }

    @Test
    void aProcessThatDiesWithoutAWordLosesNothingThatWasWritten() throws Exception {
        String whole = csv(Experiment.write(folder.resolve("whole"), SPEC).run(new FakeModels()));
        Experiment experiment = Experiment.write(folder.resolve("dead"), SPEC);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path")
                                + File.pathSeparator
                                + System.getProperty("surefire.test.class.path", ""),
                        HaltingRun.class.getName(),
                        experiment.spec().toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(HaltingRun.STATUS, process.waitFor(), output);
        FakeModels resumed = new FakeModels();

        assertEquals(whole, csv(experiment.run(resumed)));
        assertTrue(resumed.groups() > 0, "the process died too late");
    }

    @Test
    void aFinishedRunLoadsNoWeightsAgain() {
        Experiment experiment = Experiment.write(folder, SPEC);
        experiment.run(new FakeModels());
        FakeModels again = new FakeModels();

        experiment.run(again);

        assertEquals(0, again.leases());
    }

    @Test
    void otherWeightsInTheSameFolderAreAskedAnew() throws IOException {
        Experiment experiment = Experiment.write(folder, SPEC);
        String before = csv(experiment.run(new FakeModels()));
        Files.writeString(folder.resolve("model/config.json"), "{ \"changed\": true }");
        FakeModels other = new FakeModels().weights("w1");

        String after = csv(experiment.run(other));

        assertTrue(!before.equals(after) && other.groups() > 0);
    }

    @Test
    void aPluginThatThrowsFailsItsCellsAndTheOthersRun() {
        RunOutcome outcome = Experiment.write(folder, Experiment.spec("""
                                methods:
                                  unlucky: { use: rounding, with: { bits: 4, groupSize: 13 } }
                                dimensions:
                                  bad: { use: broken }
                                  poisoned: { use: quiz, with: { poison: q7 } }
                                  good: { use: quiz }
                                """)).run(new FakeModels());

        assertEquals(
                List.of("failed", "failed", "scored", "failed", "failed", "failed"),
                outcome.cells().stream().map(cell -> cell.result().status()).toList());
        CellResult.Failed poisoned = (CellResult.Failed) outcome.cells().get(1).result();
        assertEquals(FailureKind.PLUGIN, poisoned.kind());
        assertEquals("plugin fake-quiz 1.0 failed in grade: cannot read q7", poisoned.message());
        CellResult.Failed unlucky = (CellResult.Failed) outcome.cells().get(5).result();
        assertEquals("plugin fake-rounding 1.0 failed in plan: thirteen is unlucky", unlucky.message());
    }

    @Test
    void aPluginThatCannotScoreFailsItsCell() {
        Experiment experiment = Experiment.write(
                folder, Experiment.spec("dimensions: { quiz: { use: quiz, with: { poison: score } } }\n"));
        CellResult.Failed failed = (CellResult.Failed)
                experiment.run(new FakeModels()).cells().get(0).result();

        assertEquals("plugin fake-quiz 1.0 failed in score: cannot add", failed.message());
    }

    @Test
    void anItemWithoutAnAnswerFailsTheCellInsteadOfLeavingItOut() {
        Experiment experiment = Experiment.write(folder, Experiment.spec("dimensions: { quiz: { use: quiz } }\n"));

        CellResult result = experiment
                .run(new FakeModels().failing("easy question 7"))
                .cells()
                .get(0)
                .result();

        CellResult.Failed failed = assertInstanceOf(CellResult.Failed.class, result);
        assertEquals(FailureKind.MODEL, failed.kind());
        assertEquals("1 of 100 items were not answered; first easy/q7: the template refuses it", failed.message());
        assertInstanceOf(
                CellResult.Scored.class,
                experiment.run(new FakeModels()).cells().get(0).result());
    }

    @Test
    void anItemThatIsTooLongIsUnanswerableAndTheCellGoesOn() {
        Experiment experiment = Experiment.write(folder, Experiment.spec("dimensions: { quiz: { use: quiz } }\n"));

        RunOutcome outcome = experiment.run(new FakeModels().tooLong("easy question 7"));

        CellResult.Scored scored =
                assertInstanceOf(CellResult.Scored.class, outcome.cells().get(0).result());
        assertEquals(99, scored.score().items());
        RunStatus.CellStatus status = RunStatus.read(outcome.folder()).cells().get(0);
        assertEquals(RunStatus.State.DONE, status.state());
        assertEquals(99, status.graded());
        assertEquals(1, status.unanswerable());
    }

    @Test
    void anItemThatIsTooLongIsNotAskedAgain() throws IOException {
        Experiment experiment = Experiment.write(folder, Experiment.spec("dimensions: { quiz: { use: quiz } }\n"));
        String table = csv(experiment.run(new FakeModels().tooLong("easy question 7")));
        FakeModels silent = new FakeModels();

        assertEquals(table, csv(experiment.run(silent)));
        assertEquals(0, silent.groups());
    }

    @Test
    void aCheckpointIsComparedWithItsBase() {
        RunOutcome outcome = Experiment.write(folder, Experiment.spec("""
                                methods: { theirs: { use: checkpoint, with: { source: model } } }
                                dimensions: { quiz: { use: quiz } }
                                """)).run(new FakeModels());

        CellResult.Scored theirs =
                assertInstanceOf(CellResult.Scored.class, outcome.cells().get(1).result());
        assertTrue(theirs.score().againstBase().isPresent());
    }

    @Test
    void variantsAreComparedWithWhatTheSpecNames() {
        RunOutcome outcome = Experiment.write(folder, SPEC + "decide: { against: 'round[bits=2]' }\n")
                .run(new FakeModels());

        for (CellOutcome cell : outcome.cells()) {
            CellResult.Scored scored = assertInstanceOf(CellResult.Scored.class, cell.result(), cell.toString());
            assertEquals(
                    !cell.cell().variant().equals("round[bits=2]"),
                    scored.score().againstBase().isPresent(),
                    cell.toString());
        }
    }

    @Test
    void whatTheMatrixLeavesOutIsNotAskedAndSaysSo() {
        FakeModels models = new FakeModels();
        RunOutcome outcome = Experiment.write(
                        folder,
                        SPEC + "matrix: { exclude: [ { variant: base }, { variant: '*=4*', dimension: quiz } ] }\n")
                .run(models);

        assertEquals(
                List.of("skipped", "skipped", "skipped", "scored", "scored", "scored"),
                outcome.cells().stream().map(cell -> cell.result().status()).toList());
        assertEquals(2, models.leases(), "the base was not loaded");
    }

    @Test
    void theBaseIsAnsweredAgainInOtherGroupsWhereTheSpecWantsTheNoiseFloor() {
        FakeModels once = new FakeModels();
        Experiment.write(folder.resolve("once"), SPEC).run(once);
        FakeModels twice = new FakeModels();
        Experiment experiment = Experiment.write(folder.resolve("twice"), SPEC + "decide: { noiseFloor: true }\n");
        experiment.run(twice);

        assertTrue(twice.groups() > once.groups(), twice.groups() + " groups");
        FakeModels resumed = new FakeModels();
        assertEquals(6, experiment.run(resumed).cells().size());
        assertEquals(0, resumed.groups());
    }

    @Test
    void aScenarioOfFewItemsIsAskedAgainInOtherGroupsToo() {
        String spec = Experiment.spec("dimensions: { quiz: { use: quiz, with: { questions: 5 } } }\n");
        FakeModels models = new FakeModels();

        Experiment.write(folder, spec + "decide: { noiseFloor: true }\n").run(models);

        assertEquals(1 + 2, models.groups(), "ten questions: whole, and as five and five");
    }

    @Test
    void aVariantThatCannotBeMadeFailsAlone() {
        RunOutcome outcome = Experiment.write(folder, SPEC).run(new FakeModels().broken("\"bits\":4"));

        assertEquals(
                List.of("scored", "scored", "failed", "failed", "scored", "scored"),
                outcome.cells().stream().map(cell -> cell.result().status()).toList());
    }

    @Test
    void onErrorStopEndsTheRunAtTheFirstFailure() {
        RunOutcome outcome =
                Experiment.write(folder, SPEC + "run: { onError: stop }\n").run(new FakeModels().broken("\"bits\":4"));

        assertEquals(
                List.of("scored", "scored", "failed", "skipped", "skipped", "skipped"),
                outcome.cells().stream().map(cell -> cell.result().status()).toList());
    }

    @Test
    void aCancelledRunKeepsWhatWasAnswered() {
        Experiment experiment = Experiment.write(folder, SPEC);
        FakeModels models = new FakeModels();
        Comptrust comptrust = new Comptrust(FakeCatalog.usual(), models);
        RunSettings stopping = new RunSettings(Optional.empty(), false, () -> models.groups() == 5);
        assertThrows(
                CancelledException.class,
                () -> comptrust.run(comptrust.plan(experiment.spec()), stopping, Progress.NONE));
        FakeModels resumed = new FakeModels();
        experiment.run(resumed);
        FakeModels fresh = new FakeModels();
        Experiment.write(folder.resolve("fresh"), SPEC).run(fresh);

        assertEquals(fresh.groups() - 5, resumed.groups());
    }

    private FakeModels asked(String spec) {
        FakeModels models = new FakeModels();
        Experiment.write(folder.resolve(Integer.toHexString(spec.hashCode())), spec)
                .run(models);
        return models;
    }
}
