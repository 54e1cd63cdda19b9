package org.comptrust.core.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.comptrust.core.Comptrust;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeCatalog;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.journal.RunStatus.CellStatus;
import org.comptrust.core.journal.RunStatus.State;
import org.comptrust.core.run.RunOutcome;
import org.comptrust.core.run.RunSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStatusTest {
    private static final String SPEC = Experiment.spec("""
            methods:
              round: { use: rounding, with: { bits: [4, 2] } }
            dimensions:
              quiz: { use: quiz, items: 70 }
              talk: { use: interview }
            """);

    @TempDir
    private Path folder;

    @Test
    void tellsWhatAFinishedRunDid() {
        Experiment experiment = Experiment.write(folder, SPEC);
        RunOutcome outcome = experiment.run(new FakeModels());

        RunStatus status = RunStatus.read(outcome.folder());

        assertEquals(
                outcome.cells().stream().map(cell -> cell.cell()).toList(),
                status.cells().stream().map(CellStatus::cell).toList());
        assertEquals(6, status.count(State.DONE));
        status.cells().forEach(cell -> assertEquals(cell.items(), cell.graded(), cell.toString()));
        assertEquals(Optional.of(experiment.spec().toAbsolutePath()), status.spec());
        assertFalse(status.running());
        assertTrue(status.answers() >= 6 * 40, () -> "answers: " + status.answers());
    }

    @Test
    void tellsFromOutsideHowFarARunCameThatGoesOn() {
        List<RunStatus> seen = new ArrayList<>();
        Experiment experiment = Experiment.write(folder, SPEC);
        FakeModels asking =
                new FakeModels().beforeGroup(group -> seen.add(RunStatus.read(folder.resolve("runs/trial"))));

        experiment.run(asking);

        assertEquals(0, seen.get(0).count(State.DONE));
        assertEquals(2, seen.get(0).count(State.STARTED), "both dimensions of the base share a group");
        assertEquals(4, seen.get(0).count(State.OPEN));
        RunStatus last = seen.get(seen.size() - 1);
        assertEquals(0, last.count(State.OPEN));
        CellStatus talk = last.cells().get(5);
        assertEquals(State.STARTED, talk.state());
        assertTrue(talk.graded() > 0 && talk.graded() < talk.items(), talk.toString());
        assertTrue(last.running());
    }

    @Test
    void aRunThatDiedTellsHowFarItsCellsCame() {
        Experiment experiment = Experiment.write(folder, SPEC);
        FakeModels dying = new FakeModels().beforeGroup(group -> {
            if (group == 1) {
                throw new AssertionError("the end of the process");
            }
        });
        assertThrows(AssertionError.class, () -> experiment.run(dying));

        RunStatus status = RunStatus.read(folder.resolve("runs/trial"));

        assertEquals(4, status.count(State.OPEN));
        assertEquals(State.DONE, status.cells().get(0).state());
        CellStatus talk = status.cells().get(1);
        assertEquals(State.STARTED, talk.state());
        assertTrue(talk.graded() > 0 && talk.graded() < 40, talk.toString());
    }

    @Test
    void knowsThePaceOfWhatWasRunBefore() {
        assertEquals(List.of(), Pace.read(folder));
        RunOutcome outcome = Experiment.write(folder, SPEC).run(new FakeModels());

        List<Pace> paces = Pace.read(outcome.folder());

        assertEquals(
                List.of("interview", "quiz"),
                paces.stream().map(Pace::dimension).sorted().toList());
        paces.forEach(pace -> assertTrue(pace.secondsPerItem() > 0 && pace.secondsPerItem() < 1, pace.toString()));
    }

    @Test
    void tellsWhyCellsFailed() {
        FakeModels failing = new FakeModels().beforeGroup(group -> {
            throw new IllegalStateException("a broken disk");
        });
        RunOutcome outcome = Experiment.write(folder, SPEC).run(failing);

        RunStatus status = RunStatus.read(outcome.folder());

        assertEquals(6, status.count(State.FAILED));
        assertTrue(status.cells().get(0).message().contains("a broken disk"), status.cells()::toString);
    }

    @Test
    void refusesAFolderWithoutAJournal() {
        JournalException none = assertThrows(JournalException.class, () -> RunStatus.read(folder));

        assertTrue(none.getMessage().startsWith("no journal in " + folder), none.getMessage());
        assertFalse(Files.exists(folder.resolve("journal.db")));
    }

    @Test
    void aReportIsWrittenAgainFromTheJournalAlone() throws IOException {
        Experiment experiment = Experiment.write(folder, SPEC);
        Path csv = experiment.run(new FakeModels()).resultsCsv().orElseThrow();
        String first = Files.readString(csv);
        Files.delete(csv);
        FakeModels silent = new FakeModels().beforeGroup(group -> {
            throw new AssertionError("no question is asked");
        });

        RunOutcome again =
                new Comptrust(FakeCatalog.usual(), silent).report(experiment.plan(silent), RunSettings.defaults());

        assertEquals(first, Files.readString(again.resultsCsv().orElseThrow()));
        assertEquals(0, silent.groups());
    }

    @Test
    void aReportOfWhatWasNeverRunIsRefusedAndLeavesNothing() {
        Experiment experiment = Experiment.write(folder, SPEC);
        FakeModels models = new FakeModels();

        assertThrows(JournalException.class, () -> new Comptrust(FakeCatalog.usual(), models)
                .report(experiment.plan(models), RunSettings.defaults()));
        assertFalse(Files.exists(folder.resolve("runs")));
    }
}
