package org.comptrust.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.port.CalibrationSpec;
import org.comptrust.core.port.CalibrationSpec.Select;
import org.comptrust.core.port.CalibrationSpec.Template;
import org.comptrust.core.spec.Problem;
import org.comptrust.core.spec.SpecException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The calibration section, as far as it is understood before a token is read. */
class CalibrationPlanTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(folder.resolve("text.txt"), "some text".repeat(200));
        Files.writeString(
                folder.resolve("c4.jsonl"),
                "\n {\"text\": \"a long document\", \"body\": \"short\"}\n{\"text\": \"longer yet\", \"body\": \"words\"}\n");
        Files.writeString(folder.resolve("named-json-but-lines.json"), "{\"text\": \"a long document\"}\n");
        Files.writeString(
                folder.resolve("alpaca.json"), "[{\"instruction\": \"Count.\", \"input\": \"\", \"output\": \"one\"}]");
        Files.writeString(folder.resolve("empty.jsonl"), "\n");
        Files.writeString(folder.resolve("mine.jinja"), "{{ messages }}");
        Files.writeString(folder.resolve("prompt-texts.json"), "{}");
    }

    @Test
    void whatAFileHoldsDecidesHowSequencesAreMadeOfIt() {
        assertEquals(Select.WINDOWS, text("{ data: text.txt, length: 8 }").select());
        assertEquals(Select.CROPS, text("{ data: c4.jsonl, length: 8 }").select());
        assertEquals(
                Select.CROPS,
                text("{ data: named-json-but-lines.json, length: 8 }").select());
        assertEquals(Select.RECORDS, text("{ data: alpaca.json, length: 64 }").select());
    }

    @Test
    void theSpecMaySayOtherwise() {
        assertEquals(
                new CalibrationSpec.Text(folder.resolve("c4.jsonl"), Select.PACKED, "body", Template.DEFAULT),
                text("{ data: c4.jsonl, length: 8, select: packed, field: body }"));
        assertEquals(
                new Template("jinja", Optional.of(folder.resolve("mine.jinja"))),
                text("{ data: alpaca.json, length: 64, template: mine.jinja }").template());
        assertEquals(
                new Template("llama-2", Optional.of(folder.resolve("prompt-texts.json"))),
                text("{ data: alpaca.json, length: 64, template: llama-2, templates: prompt-texts.json }")
                        .template());
    }

    @Test
    void everyValueCanBeSwept() {
        ExperimentPlan plan = plan("{ data: alpaca.json, length: 64, template: [default, chat], samples: [128, 256] }");

        assertEquals(
                List.of(
                        "base",
                        "r[calibration.template=default,calibration.samples=128]",
                        "r[calibration.template=default,calibration.samples=256]",
                        "r[calibration.template=chat,calibration.samples=128]",
                        "r[calibration.template=chat,calibration.samples=256]"),
                plan.models().get(0).variants().stream().map(PlannedVariant::id).toList());
    }

    @Test
    void wordsThatAreNotKnownGetASuggestion() {
        assertEquals(
                List.of("5:59: calibration.data.select: \"pakced\" is no way to select. Did you mean \"packed\"?"
                        + " Known: crops, packed, records, windows."),
                problems("{ data: c4.jsonl, length: 8, select: pakced }"));
        assertEquals(
                List.of(
                        "5:65: calibration.data.template: no template \"chatt\". Did you mean \"chat\"? Known: chat, default,"
                                + " llama-2, redpajama-incite-instruct, vicuna_v1.1. A .jinja file is one, too."),
                problems("{ data: alpaca.json, length: 64, template: chatt }"));
    }

    @Test
    void aRuleThatDoesNotFitTheFileIsAProblemAtTheRule() {
        assertEquals(
                List.of("5:59: calibration.data.select: windows are not made of JSON Lines."
                        + " Use crops, packed or records; or name a text file as data."),
                problems("{ data: c4.jsonl, length: 8, select: windows }"));
        assertEquals(
                List.of("5:59: calibration.data.select: packed are not made of a text."
                        + " Use windows or crops; or name a .jsonl or .json file as data."),
                problems("{ data: text.txt, length: 8, select: packed }"));
    }

    @Test
    void whatHasNoEffectIsAProblem() {
        assertEquals(
                List.of(
                        "5:55: calibration.data.field: has no effect on text that the model itself samples. Leave it out.",
                        "5:71: calibration.data.template: has no effect on text that the model itself samples."
                                + " Leave it out."),
                problems("{ data: model, length: 8, field: body, template: chat }"));
        assertEquals(
                List.of("5:61: calibration.data.template: has no effect without select: records. Leave it out."),
                problems("{ data: c4.jsonl, length: 8, template: chat }"));
        assertEquals(
                List.of(
                        "5:62: calibration.data.field: has no effect on records, which have instruction, input and output."
                                + " Leave it out."),
                problems("{ data: alpaca.json, length: 64, field: text }"));
    }

    @Test
    void theStudysTemplatesNeedTheirFile() {
        assertEquals(
                List.of(
                        "5:65: calibration.data.template: llama-2 is one of the study's templates, whose texts are in its"
                                + " data. Add templates: with the path of prompt-texts.json."),
                problems("{ data: alpaca.json, length: 64, template: llama-2 }"));
    }

    @Test
    void filesThatCannotBeReadAreProblemsWhereTheyAreNamed() throws IOException {
        Files.writeString(folder.resolve("val.jsonl.zst"), "x");
        Files.writeString(folder.resolve("broken.json.gz"), "x");

        assertEquals(
                List.of("5:30: calibration.data.data: FOLDER/empty.jsonl: is empty. Name another file."),
                problems("{ data: empty.jsonl, length: 8 }"));
        assertEquals(
                List.of(
                        "5:30: calibration.data.data: FOLDER/val.jsonl.zst: .zst is not read. Unpack it to text, JSON or JSON"
                                + " Lines; .gz may stay. Name another file."),
                problems("{ data: val.jsonl.zst, length: 8 }"));
        assertEquals(1, problems("{ data: broken.json.gz, length: 8 }").size());
    }

    @Test
    void filesThatDoNotHoldWhatIsTakenOfThemAreProblemsToo() throws IOException {
        Files.writeString(folder.resolve("short.txt"), "few");
        Files.writeString(folder.resolve("cut.jsonl"), "{\"text\": \"a long document\"}\n{\"text\": \n");

        assertEquals(
                List.of(
                        "5:30: calibration.data.data: FOLDER/short.txt: holds 3 tokens, enough for 0 sequences of 8; asked for 128."
                                + " Use a longer text, or fewer or shorter samples."),
                problems("{ data: short.txt, length: 8 }"));
        assertTrue(problems("{ data: cut.jsonl, length: 8 }")
                .get(0)
                .startsWith("5:30: calibration.data.data: FOLDER/cut.jsonl:2: is not JSON"));
        assertEquals(
                List.of("5:30: calibration.data.data: FOLDER/c4.jsonl:3: \"title\" is missing; the keys are text, body."
                        + " Mend the file, or change what is taken of it."),
                problems("{ data: c4.jsonl, length: 8, field: title }"));
    }

    private CalibrationSpec.Text text(String calibration) {
        PlannedVariant fitted = plan(calibration).models().get(0).variants().get(1);
        return fitted.recipe().chain().get(0).calibration().orElseThrow().text().orElseThrow();
    }

    private ExperimentPlan plan(String calibration) {
        return experiment(calibration).plan(new FakeModels());
    }

    private List<String> problems(String calibration) {
        Experiment experiment = experiment(calibration);
        SpecException thrown = assertThrows(SpecException.class, () -> experiment.plan(new FakeModels()));
        return thrown.problems().stream()
                .map(Problem::toString)
                .map(text -> text.replace("experiment.yaml:", "").replace(folder.toString(), "FOLDER"))
                .toList();
    }

    private Experiment experiment(String calibration) {
        return Experiment.write(folder, Experiment.spec("""
                calibration: { data: CALIBRATION }
                methods: { r: { use: rounding, calibration: data, with: { bits: 2, measured: true } } }
                dimensions: { quiz: { use: quiz } }
                """.replace("CALIBRATION", calibration)));
    }
}
