package org.comptrust.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.comptrust.core.Comptrust;
import org.comptrust.core.data.LeftOut;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeCatalog;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.fake.Survey;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedScenario;
import org.comptrust.core.port.Progress;
import org.comptrust.core.result.CellResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bad row, a bad file and a good one beside them come to. */
class BadDataTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void twoGoodFiles() throws IOException {
        write("young.jsonl", "{\"question\": \"y1\"}\n{\"question\": \"y2\"}\n{\"question\": \"y3\"}\n");
        write("old.jsonl", "{\"question\": \"o1\"}\n{\"question\": \"o2\"}\n");
    }

    @Test
    void aBadRowIsLeftOutAndSaidInThePlan() throws IOException {
        write("young.jsonl", "{\"question\": \"y1\"}\n{\"qestion\": \"y2\"}\n{\"question\": \"y3\"}\n");

        PlannedScenario young = planned("").scenarios().get(0);

        assertEquals(2, young.total());
        assertEquals(Optional.empty(), young.unavailable());
        assertEquals(
                new LeftOut(1, List.of("young.jsonl:2: \"question\" is missing; the keys are qestion")),
                young.badRows());
        assertEquals(LeftOut.NONE, planned("").scenarios().get(1).badRows());
    }

    @Test
    void theRunGoesOnAndItsReportSaysWhatWasLeftOut() throws IOException {
        write("young.jsonl", "{\"question\": \"y1\"}\n{\"question\": \"\u00e9\"}\nnothing\n");

        RunOutcome outcome = run("");

        CellResult.Scored scored =
                assertInstanceOf(CellResult.Scored.class, outcome.cells().get(0).result());
        assertEquals(3, scored.score().items());
        assertTrue(scored.score().score().headline().isPresent());
        String remark = scored.score().score().remarks().get(0);
        assertTrue(
                remark.startsWith(
                        "Data of young: 2 rows were left out: young.jsonl:2: byte 15 of the line (0xE9) is not UTF-8"),
                remark);
        assertTrue(remark.contains("young.jsonl:3: is not JSON"), remark);
    }

    @Test
    void withoutAGoodRowAScenarioIsUnavailableAndTheOthersRun() throws IOException {
        write("young.jsonl", "{\"text\": \"y1\"}\n{\"text\": \"y2\"}\n");

        PlannedDimension planned = planned("");
        RunOutcome outcome = run(", partial: true");

        assertEquals(
                Optional.of(
                        "none of the 2 rows of its data can be read; the first: young.jsonl:1: \"question\" is missing;"
                                + " the keys are text"),
                planned.scenarios().get(0).unavailable());
        CellResult.Scored scored =
                assertInstanceOf(CellResult.Scored.class, outcome.cells().get(0).result());
        assertEquals(2, scored.score().items());
    }

    @Test
    void aLinkOutOfTheDataFolderEndsTheDimensionOnly() throws IOException {
        Files.delete(folder.resolve("data/young.jsonl"));
        write("../outside.jsonl", "{\"question\": \"y1\"}\n");
        Files.createSymbolicLink(folder.resolve("data/young.jsonl"), folder.resolve("outside.jsonl"));

        PlannedDimension planned = planned("");

        assertTrue(planned.failure().isPresent());
        assertTrue(planned.failure().get().message().contains("outside of the data folder"));
    }

    @Test
    void theSameDataGiveTheSamePlan() throws IOException {
        write("young.jsonl", "{\"text\": \"y1\"}\n{\"question\": \"y2\"}\n");

        assertEquals(PlanJson.of(plan("")), PlanJson.of(plan("")));
        assertTrue(PlanJson.of(plan("")).contains("\"rowsLeftOut\" : 1"));
    }

    private PlannedDimension planned(String more) {
        return plan(more).models().get(0).dimensions().get(0);
    }

    private ExperimentPlan plan(String more) {
        return comptrust().plan(Experiment.write(folder, spec(more)).spec());
    }

    private RunOutcome run(String more) {
        return comptrust().run(plan(more), RunSettings.defaults(), Progress.NONE);
    }

    private static Comptrust comptrust() {
        return new Comptrust(FakeCatalog.of(new Survey()), new FakeModels());
    }

    private static String spec(String more) {
        return Experiment.spec("dimensions: { ask: { use: survey, data: data" + more + " } }\n");
    }

    /** In Latin-1, so that letters beyond ASCII are no UTF-8. */
    private void write(String name, String text) throws IOException {
        Path file = folder.resolve("data").resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
