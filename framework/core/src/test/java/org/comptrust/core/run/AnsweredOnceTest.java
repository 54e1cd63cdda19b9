package org.comptrust.core.run;

import static org.comptrust.core.fake.Experiment.csv;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same question is asked once, whichever cells ask it, and groups overlap; neither moves a table when a run is cut. */
class AnsweredOnceTest {
    /** Both ask 800 questions, the same ones; the second cannot read one of them. */
    private static final String TWICE = Experiment.spec("""
            dimensions:
              one: { use: quiz, with: { questions: 400 } }
              two: { use: quiz, with: { questions: 400, poison: nobody } }
            """);

    @TempDir
    private Path folder;

    @Test
    void aQuestionOfSeveralDimensionsIsAskedOnceThoughItsGroupIsLongAnswered() {
        FakeModels models = new FakeModels();

        List<CellOutcome> cells = Experiment.write(folder, TWICE).run(models).cells();

        assertEquals(800, models.questions());
        assertEquals(4, models.groups());
        CellResult.Scored one =
                assertInstanceOf(CellResult.Scored.class, cells.get(0).result());
        CellResult.Scored two =
                assertInstanceOf(CellResult.Scored.class, cells.get(1).result());
        assertEquals(800, two.score().items());
        assertEquals(one.score().score(), two.score().score());
    }

    @Test
    void aCellThatFailsTakesNoQuestionFromThoseWhoAskItToo() {
        String spec = TWICE.replace("questions: 400 }", "questions: 400, poison: q7 }");
        FakeModels models = new FakeModels();

        List<CellOutcome> cells = Experiment.write(folder, spec).run(models).cells();

        assertInstanceOf(CellResult.Failed.class, cells.get(0).result());
        assertInstanceOf(CellResult.Scored.class, cells.get(1).result());
        assertEquals(800, models.questions());
    }

    @Test
    void whatACellLeavesUnaskedWhenItFailsIsAskedForOthers() {
        String spec = Experiment.spec("""
                dimensions:
                  one: { use: quiz, with: { questions: 600, scenarios: [easy] } }
                  two: { use: quiz, with: { questions: 50, scenarios: [other, easy], poison: q7 } }
                  three: { use: quiz, with: { questions: 50, scenarios: [other] } }
                """);

        List<CellOutcome> cells =
                Experiment.write(folder, spec).run(new FakeModels()).cells();

        assertInstanceOf(CellResult.Failed.class, cells.get(1).result());
        CellResult.Scored three =
                assertInstanceOf(CellResult.Scored.class, cells.get(2).result());
        assertEquals(50, three.score().items());
    }

    @Test
    void answersThatComeWhileTheUserEndsTheRunAreKept() {
        Experiment experiment = Experiment.write(folder, TWICE);
        FakeModels ended = new FakeModels().answersOnClose(1);
        Comptrust comptrust = new Comptrust(FakeCatalog.usual(), ended);
        RunSettings settings = new RunSettings(Optional.empty(), false, () -> ended.groups() > 1);

        assertThrows(
                CancelledException.class,
                () -> comptrust.run(comptrust.plan(experiment.spec()), settings, Progress.NONE));
        FakeModels resumed = new FakeModels();
        experiment.run(resumed);

        assertEquals(2, ended.groups());
        assertEquals(4 - 2, resumed.groups());
    }

    @Test
    void aRunThatIsCutWhileGroupsOverlapEndsWithTheSameTable() throws IOException {
        String spec = TWICE.replace("400", "300") + "  talk: { use: interview }\n"
                + "  poisoned: { use: quiz, with: { questions: 700, scenarios: [easy], poison: q420 } }\n";
        FakeModels counting = new FakeModels();
        String whole = csv(Experiment.write(folder.resolve("whole"), spec).run(counting));
        assertTrue(counting.groups() > 5, counting.groups() + " groups");

        for (int cut = 1; cut < counting.groups(); cut += 2) {
            Experiment experiment = Experiment.write(folder.resolve("cut" + cut), spec);
            FakeModels dying = new FakeModels().killedBefore(cut);
            assertThrows(Killed.class, () -> experiment.run(dying));
            FakeModels resumed = new FakeModels();

            assertEquals(whole, csv(experiment.run(resumed)), "cut before group " + cut);
            assertEquals(counting.groups() - cut, resumed.groups(), "what was answered is asked no more");
        }
    }

    @Test
    void theNextGroupIsOnItsWayWhenAnswersAreRead() {
        Experiment experiment = Experiment.write(
                folder, Experiment.spec("dimensions: { quiz: { use: quiz, with: { questions: 400 } } }\n"));
        Path store = experiment.plan(new FakeModels()).store().resolve("trial");
        List<Long> graded = new ArrayList<>();
        FakeModels models = new FakeModels()
                .beforeGroup(
                        group -> graded.add(RunStatus.read(store).cells().get(0).graded()));

        experiment.run(models);

        assertEquals(List.of(0L, 0L, 256L, 768L), graded, "the last group waits for what dialogues may ask");
    }

    @Test
    void aBaseThatIsAnsweredAgainIsAskedAgainWhateverIsKnown() {
        String spec = Experiment.spec("""
                dimensions:
                  one: { use: quiz, with: { questions: 1, scenarios: [easy] } }
                  two: { use: quiz, with: { questions: 1, scenarios: [easy], poison: nobody } }
                decide: { noiseFloor: true }
                """);
        FakeModels models = new FakeModels();
        Experiment experiment = Experiment.write(folder, spec);

        experiment.run(models);

        assertEquals(1 + 1, models.groups(), "once for both dimensions, and once again");
        FakeModels resumed = new FakeModels();
        experiment.run(resumed);
        assertEquals(0, resumed.groups());
    }
}
