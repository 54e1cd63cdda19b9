package org.comptrust.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.FailureKind;
import org.comptrust.core.spec.SpecException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments with the prompts of the study. */
class PaperPromptsTest {
    private static final String PAPER = """
            apiVersion: comptrust/v1
            name: trial
            models:
              chat: { source: model, paperTemplate: llama-2 }
            dimensions:
              quiz: { use: quiz, items: 40, data: bench, prompts: paper }
            """;
    private static final String CORRECTED = PAPER.replace("prompts: paper", "prompts: corrected");

    @TempDir
    private Path folder;

    @BeforeEach
    void writeTemplates() throws IOException {
        stop("null");
    }

    @Test
    void theModelIsAskedWithTheStudysText() {
        CellResult paper = result(PAPER, new FakeModels().failing("Chat["));
        CellResult.Failed corrected =
                assertInstanceOf(CellResult.Failed.class, result(CORRECTED, new FakeModels().failing("Chat[")));

        assertInstanceOf(CellResult.Scored.class, paper, paper.toString());
        assertTrue(corrected.message().contains("40 of 40 items"), corrected.message());
    }

    @Test
    void thePreambleIsPartOfThePrompt() {
        CellResult.Failed failed =
                assertInstanceOf(CellResult.Failed.class, result(PAPER, new FakeModels().failing("Kindly, ")));

        assertTrue(failed.message().contains("40 of 40 items"), failed.message());
    }

    @Test
    void answersAreCutForTheScenarioAndKeptWhole() throws IOException {
        stop("\"es\""); // the quiz wants three letters, and "y" is one
        CellResult.Failed cut = assertInstanceOf(CellResult.Failed.class, result(PAPER, new FakeModels()));
        assertEquals(FailureKind.PLUGIN, cut.kind(), cut.message());

        stop("null");
        FakeModels again = new FakeModels();
        CellResult whole = result(PAPER, again);

        assertInstanceOf(CellResult.Scored.class, whole, whole.toString());
        assertEquals(0, again.groups(), "the answers were in the journal, as the model gave them");
    }

    @Test
    void anotherModeIsAnotherCell() {
        FakeModels paper = new FakeModels();
        FakeModels corrected = new FakeModels();
        result(PAPER, paper);
        result(CORRECTED, corrected);

        assertEquals(paper.groups(), corrected.groups());
    }

    @Test
    void bothModesAreTwoDimensionsSideBySide() {
        RunOutcome both = Experiment.write(folder, PAPER.replace("prompts: paper", "prompts: [paper, corrected]"))
                .run(new FakeModels());

        assertEquals(
                List.of("quiz[prompts=paper]", "quiz[prompts=corrected]"),
                both.cells().stream().map(cell -> cell.cell().dimension()).toList());
        both.cells().forEach(cell -> assertInstanceOf(CellResult.Scored.class, cell.result()));
    }

    @Test
    void reportsPairBothModesAndSayHowMuchTheTemplateMakes() throws IOException {
        RunOutcome both = Experiment.write(
                        folder,
                        PAPER.replace("prompts: paper", "prompts: [paper, corrected]")
                                + "methods: { round: { use: rounding, with: { bits: 2 } } }\n")
                .run(new FakeModels());

        JsonNode pair = new ObjectMapper()
                .readTree(both.folder().resolve("results.json").toFile())
                .at("/prompts/0");
        assertEquals("quiz[prompts=paper]", pair.get("paper").textValue());
        assertEquals("quiz[prompts=corrected]", pair.get("corrected").textValue());
        JsonNode round = pair.at("/variants/1");
        assertEquals(
                round.at("/paper/difference").doubleValue()
                        - round.at("/corrected/difference").doubleValue(),
                round.get("differenceOfTheTemplate").doubleValue(),
                1e-12);
        for (String figure : List.of("score", "refusalRate", "unreadableRate")) {
            assertTrue(round.get("paper").has(figure) && round.get("corrected").has(figure), figure);
        }
        for (String name : List.of("report.html", "report.md")) {
            String page = Files.readString(both.folder().resolve(name));
            assertTrue(page.contains("of it the template"), name);
        }
    }

    @Test
    void aModelWithoutATemplateIsToldWhichThereAre() {
        String spec = PAPER.replace(", paperTemplate: llama-2", "");

        SpecException refused = assertThrows(
                SpecException.class, () -> Experiment.write(folder, spec).plan(new FakeModels()));

        assertEquals(
                "experiment.yaml:6:55: dimensions.quiz.prompts: the study's prompts need to know which of its templates"
                        + " the model gets. Add paperTemplate to the model, one of llama-2, vicuna_v1.1,"
                        + " redpajama-incite-instruct; or write corrected.",
                refused.getMessage());
    }

    @Test
    void aFolderWithoutTheTemplatesIsToldWithAWayOut() throws IOException {
        Files.delete(folder.resolve("bench/prompt-texts.json"));

        CellResult.Failed failed = assertInstanceOf(CellResult.Failed.class, result(PAPER, new FakeModels()));

        assertTrue(
                failed.message().contains("prompt-texts.json with the study's templates is missing"), failed.message());
    }

    private CellResult result(String spec, FakeModels models) {
        return Experiment.write(folder, spec).run(models).cells().get(0).result();
    }

    private void stop(String stop) throws IOException {
        Files.createDirectories(folder.resolve("bench"));
        Files.writeString(folder.resolve("bench/prompt-texts.json"), """
                {"templates": {"llama-2": {"system": "Kindly, ", "roles": ["(u)", "(a)"], "sep_style": "LLAMA2",
                 "sep": " ", "sep2": " // ", "stop_str": %s}}}
                """.formatted(stop));
    }
}
