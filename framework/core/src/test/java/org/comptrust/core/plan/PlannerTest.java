package org.comptrust.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.comptrust.api.trust.Item;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.ModelSource;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.VariantId;
import org.comptrust.core.result.Verdict;
import org.comptrust.core.spec.Correction;
import org.comptrust.core.spec.Problem;
import org.comptrust.core.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {
    private static final String QUIZ = "dimensions: { quiz: { use: quiz } }\n";

    @TempDir
    private Path folder;

    @Test
    void reportsAllProblemsTogetherInFileOrder() {
        List<String> problems = problems("""
                apiVersion: comptrust/v1
                name: a trial
                model:
                  chat: { source: model }
                models:
                  chat: { source: model, dtype: int8 }
                calibration:
                  c4: { data: missing.txt, samples: -1 }
                methods:
                  one: { use: roundin, with: { bits: 4 } }
                  two: { use: rounding, calibration: c5, with: { bits: 5, groupsize: 8 } }
                  three: { use: rounding, with: { bits: 4, groupSize: 7 } }
                  four: { use: rounding, with: { bits: 4, measured: true } }
                dimensions:
                  quiz: { use: [quiz, quizz], prompts: paper, data: nowhere }
                decide: { margin: -2 }
                """);

        assertEquals(
                List.of(
                        "2:7: name: \"a trial\" cannot be the name of a folder everywhere."
                                + " Use letters, digits, '.', '_' and '-'.",
                        "3:1: model: no such key. Did you mean \"models\"? Known: apiVersion, calibration, decide,"
                                + " dimensions, include, matrix, methods, models, name, outputs, run, scorers, seed.",
                        "6:33: models.chat.dtype: \"int8\" is not a dtype to compute in. Write float32, bfloat16, float16 or auto;"
                                + " a checkpoint that is stored otherwise is converted when it is loaded.",
                        "8:15: calibration.c4.data: no file FOLDER/missing.txt."
                                + " Correct the path; it is relative to the folder of the spec.",
                        "8:37: calibration.c4.samples: must be a whole number of at least 1, found \"-1\"."
                                + " The largest is 1000000.",
                        "10:15: methods.one.use: no method \"roundin\". Did you mean \"rounding\"? Known: rounding.",
                        "11:38: methods.two.calibration: no calibration data \"c5\". Did you mean \"c4\"? Known: c4.",
                        "11:56: methods.two.with.bits: 5 is not allowed. Use 2, 3, 4, 8 (bits per weight).",
                        "11:59: methods.two.with.groupsize: no such option. Did you mean \"groupSize\"?"
                                + " Known: bits, grid, groupSize, measured, rows.",
                        "12:55: methods.three.with.groupSize: 7 does not divide 8, at blocks.0.q and 1 more."
                                + " Use a divisor, or -1 for one scale per row.",
                        "12:55: methods.three.with.groupSize: 7 does not divide 24, at blocks.0.down and 1 more."
                                + " Use a divisor, or -1 for one scale per row.",
                        "13:16: methods.four.calibration: rounding measures the inputs of linears (mean square)"
                                + " and has no calibration data. Add calibration: with a key of the calibration section.",
                        "15:23: dimensions.quiz.use[1]: no dimension \"quizz\". Did you mean \"quiz\"?"
                                + " Known: broken, interview, quiz.",
                        "15:40: dimensions.quiz.prompts: the study's prompts need to know which of its templates the model"
                                + " gets. Add paperTemplate to the model, one of llama-2, vicuna_v1.1,"
                                + " redpajama-incite-instruct; or write corrected.",
                        "15:53: dimensions.quiz.data: no file or folder FOLDER/nowhere."
                                + " Correct the path; it is relative to the folder of the spec.",
                        "16:19: decide.margin: -2.0 is out of range. Use 0.001 to 100.0."),
                problems);
    }

    @Test
    void namesOfMethodsAreCheckedEvenWithoutAnyModel() {
        List<String> problems = problems("""
                apiVersion: comptrust/v1
                name: trial
                models: { chat: { source: nowhere } }
                methods: { a: { use: roundin }, b: { use: rounding } }
                dimensions: { d: { use: quiz, with: { questions: x } } }
                """);

        assertEquals(4, problems.size(), problems.toString());
    }

    @Test
    void everyModelGetsItsBaseAndOneVariantForEachCombination() {
        ExperimentPlan plan = plan("""
                calibration:
                  own: { data: model, samples: 4, length: 16, seed: [0, 1] }
                methods:
                  free: { use: rounding, calibration: own, with: { bits: [4, 8] } }
                  fitted: { use: [rounding], calibration: own, with: { bits: 2, measured: true } }
                """ + QUIZ);

        assertEquals(
                List.of(
                        "base",
                        "free[bits=4]",
                        "free[bits=8]",
                        "fitted.rounding[calibration.seed=0]",
                        "fitted.rounding[calibration.seed=1]"),
                plan.models().get(0).variants().stream().map(PlannedVariant::id).toList());
        assertEquals(4.5, plan.models().get(0).variants().get(1).bitsPerWeight().orElseThrow());
    }

    @Test
    void modelsComputeInBfloat16WhereTheSpecSaysSo() {
        Experiment experiment = Experiment.write(
                folder,
                "apiVersion: comptrust/v1\nname: trial\n" + "models: { chat: { source: model, dtype: bfloat16 } }\n"
                        + QUIZ);

        assertEquals(
                "bfloat16",
                experiment.plan(new FakeModels()).models().get(0).spec().dtype());
    }

    @Test
    void aDtypeThatIsLeftOpenIsTheQuickerOneFromThePlanOn() {
        Experiment experiment = Experiment.write(
                folder,
                "apiVersion: comptrust/v1\nname: trial\n" + "models: { chat: { source: model, dtype: auto } }\n"
                        + QUIZ);

        assertEquals(
                List.of("bfloat16", "float32"),
                Stream.of(new FakeModels().quicker("bfloat16"), new FakeModels())
                        .map(models ->
                                experiment.plan(models).models().get(0).spec().dtype())
                        .toList());
    }

    @Test
    void aDtypeThatIsLeftOpenAndADeviceThatIsNotThereIsToldWhereTheDeviceIsNamed() {
        Experiment experiment = Experiment.write(
                folder,
                "apiVersion: comptrust/v1\nname: trial\nmodels: { chat: { source: model, dtype: auto } }\n" + QUIZ
                        + "run: { devices: \"cuda:7\" }\n");

        ModelException told = assertThrows(ModelException.class, () -> experiment.plan(new FakeModels()));

        assertTrue(
                told.getMessage().matches("experiment\\.yaml:\\d+:17: run\\.devices: there is no cuda:7"),
                told.getMessage());
    }

    @Test
    void aDtypeThatIsLeftOpenIsTheQuickerOneOfTheDevicesThatTheSpecNames() {
        Experiment experiment = Experiment.write(
                folder,
                "apiVersion: comptrust/v1\nname: trial\nmodels: { chat: { source: model, dtype: auto } }\n" + QUIZ
                        + "run: { devices: cpu }\n");

        FakeModels models = new FakeModels().quicker("bfloat16");

        assertEquals("float32", experiment.plan(models).models().get(0).spec().dtype());
    }

    @Test
    void theBaseHasAsManyBitsPerWeightAsItsFilesHold() {
        assertEquals(
                16, plan(QUIZ).models().get(0).variants().get(0).bitsPerWeight().orElseThrow());
    }

    @Test
    void aChainIsOneVariantForEachCombinationOfItsSweeps() {
        ExperimentPlan plan = plan("""
                methods:
                  both: { chain: [ { use: [rounding], with: { bits: [4, 8], rows: 1 } }, { use: rounding, with: { bits: 2 } } ] }
                """ + QUIZ);

        List<PlannedVariant> variants = plan.models().get(0).variants();
        assertEquals(
                List.of("base", "both.rounding[step1.bits=4]", "both.rounding[step1.bits=8]"),
                variants.stream().map(PlannedVariant::id).toList());
        assertEquals(2, variants.get(1).recipe().chain().size());
        assertEquals(2.5, variants.get(1).bitsPerWeight().orElseThrow(), "the last method decides what is stored");
    }

    @Test
    void problemsOfAChainStandInItsSteps() {
        assertEquals(
                List.of(
                        "6:11: methods.both.with: stands beside chain. Move it into the methods of the chain.",
                        "6:46: methods.both.chain[0].use: no method \"roundin\". Did you mean \"rounding\"?"
                                + " Known: rounding.",
                        "6:64: methods.both.chain[1].with.bits: is missing."
                                + " Give it a value: a whole number (bits per weight).",
                        "6:83: methods.both.chain[2].use: a checkpoint is taken as it is and stands alone. Give it an"
                                + " entry of its own: { use: checkpoint, with: { source: folder, of: model } }.",
                        "7:18: methods.none.chain: has no method. Put the methods into it, in their order."),
                problems(Experiment.spec("""
                        methods:
                          both: { with: { bits: 4 }, chain: [ { use: roundin }, { use: rounding }, { use: checkpoint } ] }
                          none: { chain: [] }
                        """ + QUIZ)));
    }

    @Test
    void aCheckpointIsAVariantOfTheModelThatItWasMadeFrom() {
        Experiment experiment = Experiment.write(folder, """
                apiVersion: comptrust/v1
                name: trial
                models: { chat: { source: model }, other: { source: model } }
                methods: { theirs: { use: checkpoint, with: { source: model, of: other } } }
                """ + QUIZ);

        List<PlannedModel> models = experiment.plan(new FakeModels()).models();

        assertEquals(1, models.get(0).variants().size());
        PlannedVariant theirs = models.get(1).variants().get(1);
        assertEquals("theirs", theirs.id());
        assertEquals(
                new ModelSource.Folder(folder.resolve("model")),
                theirs.recipe().checkpoint().orElseThrow().source());
        assertEquals(16, theirs.bitsPerWeight().orElseThrow());
    }

    @Test
    void aCheckpointOfAnotherShapeOrTokenizerIsNoVariant() {
        assertEquals(
                List.of(
                        "6:46: methods.larger.with.source: is no variant of chat: its vocab_size is 64, not 32."
                                + " Name the folder of a checkpoint that was made from it, or judge this one alone under"
                                + " models.",
                        "7:47: methods.foreign.with.source: has another tokenizer than chat, so the two would not be"
                                + " asked the same. If both mean the same tokens, copy tokenizer.json and"
                                + " tokenizer_config.json of FOLDER/model into it.",
                        "8:47: methods.damaged.with.source: config.json of damaged is cut off.",
                        "9:58: methods.unknown.with.of: no model \"chap\". Did you mean \"chat\"? Known: chat.",
                        "10:28: methods.lost.with.source: is missing. Give the folder of the compressed checkpoint."),
                problems(Experiment.spec("""
                        methods:
                          larger: { use: checkpoint, with: { source: model } }
                          foreign: { use: checkpoint, with: { source: model } }
                          damaged: { use: checkpoint, with: { source: model } }
                          unknown: { use: checkpoint, with: { source: model, of: chap } }
                          lost: { use: checkpoint, with: { of: base } }
                        """ + QUIZ)));
    }

    private static final String MATRIX = """
            methods: { r: { use: rounding, with: { bits: [2, 4] } } }
            dimensions: { quiz: { use: quiz }, talk: { use: interview } }
            """;

    @Test
    void excludedCellsDoNotRun() {
        ExperimentPlan plan = plan(MATRIX + "matrix: { exclude: [ { variant: '*bits=2*', dimension: interview } ] }\n");

        assertEquals(
                List.of(
                        "chat / base / quiz",
                        "chat / base / interview",
                        "chat / r[bits=2] / quiz",
                        "chat / r[bits=4] / quiz",
                        "chat / r[bits=4] / interview"),
                plan.cells().stream().map(CellId::toString).toList());
    }

    @Test
    void includedCellsRunWithWhatTheyAreComparedWith() {
        ExperimentPlan plan = plan(MATRIX + "matrix: { include: [ { variant: 'r[bits=4]', dimension: quiz } ] }\n");

        assertEquals(
                List.of("chat / base / quiz", "chat / r[bits=4] / quiz"),
                plan.cells().stream().map(CellId::toString).toList());
        assertEquals(
                List.of("base", "r[bits=4]"),
                plan.models().get(0).variants().stream().map(PlannedVariant::id).toList(),
                "what nobody asks for is not compressed");
    }

    @Test
    void anEntryOfTheMatrixMayListNames() {
        ExperimentPlan plan = plan(
                MATRIX + "matrix: { include: [ { variant: ['r[bits=4]', 'r[bits=2]'], dimension: [quiz, inter*] } ],"
                        + " exclude: [ { variant: [base, '*4*'], dimension: interview } ] }\n");

        assertEquals(
                List.of(
                        "chat / base / quiz",
                        "chat / r[bits=2] / quiz",
                        "chat / r[bits=2] / interview",
                        "chat / r[bits=4] / quiz"),
                plan.cells().stream().map(CellId::toString).toList());
    }

    @Test
    void namesOfTheMatrixThatNothingHasAreProblems() {
        assertEquals(
                List.of(
                        "7:32: matrix.exclude[0].method: no method \"s\". Did you mean \"r\"? Known: r, rounding.",
                        "7:50: matrix.exclude[1].dimension: no dimension \"quizz\". Did you mean \"quiz\"?"
                                + " Known: interview, quiz.",
                        "7:59: matrix.exclude[2]: no cell has all of these names."
                                + " Remove the entry, or one of its names."),
                problems(
                        Experiment.spec(
                                MATRIX
                                        + "matrix: { exclude: [ { method: s }, { dimension: quizz }, { method: r, variant: base } ] }\n")));
    }

    @Test
    void variantsAreComparedWithTheModelOrVariantThatTheSpecNames() {
        assertEquals(
                new VariantId("chat", "r[bits=4]"),
                plan(MATRIX + "decide: { against: 'r[bits=4]' }\n").decision().baseline("chat"));
        assertEquals(
                new VariantId("chat", "r[bits=2]"),
                plan(MATRIX + "decide: { against: 'chat/r[bits=2]' }\n")
                        .decision()
                        .baseline("chat"));
        assertEquals(
                new VariantId("chat", "base"),
                plan(MATRIX + "decide: { against: chat }\n").decision().baseline("chat"));
    }

    @Test
    void marginsBelongToDimensions() {
        Decision decision = plan(MATRIX
                        + "decide: { margin: { default: 3, interview: 1.5 }, alpha: 0.01, correction: none, noiseFloor: true, failIf: degraded }\n")
                .decision();

        assertEquals(
                new Decision(
                        Map.of(),
                        3,
                        Map.of("interview", 1.5),
                        0.01,
                        Correction.NONE,
                        true,
                        Set.of(Verdict.DEGRADED),
                        List.of()),
                decision);
    }

    @Test
    void namesThatDecideDoesNotKnowAreProblems() {
        assertEquals(
                List.of(
                        "7:20: decide.against: no model or variant \"chap\". Did you mean \"chat\"?"
                                + " Known: base, chat, r[bits=2], r[bits=4].",
                        "7:36: decide.margin.talk: no dimension \"talk\". Known: interview, quiz."),
                problems(Experiment.spec(MATRIX + "decide: { against: chap, margin: { talk: 1 } }\n")));
    }

    @Test
    void aSweptDimensionOrOneThatIsUsedTwiceHasALabelOfItsOwn() {
        ExperimentPlan plan = plan("""
                dimensions:
                  short: { use: quiz, with: { questions: [5, 6] } }
                  long: { use: [quiz, interview] }
                """);

        assertEquals(
                List.of("short.quiz[questions=5]", "short.quiz[questions=6]", "long.quiz", "interview"),
                plan.models().get(0).dimensions().stream()
                        .map(PlannedDimension::label)
                        .toList());
    }

    @Test
    void allDimensionsAreThoseOfTheCatalogue() {
        assertEquals(
                3, plan("dimensions: { everything: { use: all } }\n").cells().size());
    }

    @Test
    void anUnusableCheckpointIsSaidWhereItIsNamed() {
        Experiment experiment = Experiment.write(
                folder, "apiVersion: comptrust/v1\nname: trial\nmodels: { damaged: { source: model } }\n" + QUIZ);

        ModelException thrown = assertThrows(ModelException.class, () -> experiment.plan(new FakeModels()));
        assertEquals(
                "experiment.yaml:3:30: models.damaged.source: config.json of damaged is cut off", thrown.getMessage());
    }

    @Test
    void moreCellsThanMeantIsAProblem() {
        List<String> problems = problems(Experiment.spec(
                "methods: { r: { use: rounding, with: { bits: [2, 3, 4] } } }\n" + QUIZ + "matrix: { maxCells: 3 }\n"));

        assertEquals(
                List.of("7:21: matrix.maxCells: the experiment has 4 cells, more than 3."
                        + " Raise matrix.maxCells or sweep less."),
                problems);
    }

    @Test
    void calibrationSequencesMustFitTheModel() {
        List<String> problems = problems(Experiment.spec("""
                calibration: { own: { data: model, length: 2048 } }
                methods: { r: { use: rounding, calibration: own, with: { bits: 2, measured: true } } }
                """ + QUIZ));

        assertEquals(
                List.of("5:44: calibration.own.length: sequences of 2048 tokens do not fit the model's 64 positions."
                        + " Use length: 64 or less."),
                problems);
    }

    @Test
    void aSpecWithoutModelsOrDimensionsSaysWhatIsMissing() {
        assertEquals(
                List.of(
                        "1:1: name: is missing. Add a name; it becomes the folder of the results.",
                        "1:1: models: no model is named. Add models: { name: { source: folder } }.",
                        "1:1: dimensions: no dimension is named. Add dimensions: { name: { use: id, data: folder } }."),
                problems("apiVersion: comptrust/v1\n"));
    }

    @Test
    void anUnavailableScenarioIsPlannedWithItsReason() {
        PlannedDimension quiz = plan("dimensions: { quiz: { use: quiz, items: 10, with: { missing: hard } } }\n")
                .models()
                .get(0)
                .dimensions()
                .get(0);

        assertEquals(
                List.of(10, 0),
                quiz.scenarios().stream().map(s -> s.selection().size()).toList());
        assertEquals(
                "the file of hard is not there",
                quiz.scenarios().get(1).unavailable().orElseThrow());
    }

    @Test
    void scenariosAreChosenByNameOrPattern() {
        PlannedDimension quiz =
                plan("dimensions: { quiz: { use: quiz, scenarios: [ea*], with: { scenarios: [easy, early, hard] } } }\n")
                        .models()
                        .get(0)
                        .dimensions()
                        .get(0);

        assertEquals(
                List.of(true, true, false),
                quiz.scenarios().stream().map(PlannedScenario::chosen).toList());
        assertEquals(List.of("hard"), quiz.leftOut());
        assertEquals(100, quiz.items());
    }

    @Test
    void aScenarioThatThereIsNotIsAProblem() {
        assertEquals(
                List.of("5:52: dimensions.quiz.scenarios[1]: no scenario \"hart\" in quiz."
                        + " Did you mean \"hard\"? Known: easy, hard."),
                problems(Experiment.spec("dimensions: { quiz: { use: quiz, scenarios: [easy, hart] } }\n")));
    }

    @Test
    void aDimensionIsNotLeftWithoutAnyScenario() {
        assertEquals(
                List.of("5:58: dimensions.both.scenarios: leaves no scenario of interview."
                        + " Name one of its own, or give it an entry of its own: talk."),
                problems(Experiment.spec("dimensions: { both: { use: [quiz, interview], scenarios: easy } }\n")));
    }

    @Test
    void someItemsOfAScenarioAreKeptAtEvenDistances() {
        List<PlannedScenario> scenarios = plan("""
                dimensions:
                  few: { use: quiz, items: 6, with: { questions: 3, scenarios: [easy] } }
                  many: { use: quiz, items: 6, with: { questions: 100, scenarios: [easy] } }
                """).models().get(0).dimensions().stream()
                .map(dimension -> dimension.scenarios().get(0))
                .toList();

        assertEquals(List.of("q0", "q1", "q2"), ids(scenarios.get(0)));
        assertEquals(
                IntStream.range(0, 13).mapToObj(i -> "q" + 8 * i).toList(),
                ids(scenarios.get(1)),
                "of all, asked or not");
    }

    private static List<String> ids(PlannedScenario scenario) {
        return scenario.some().stream().map(Item::id).toList();
    }

    @Test
    void itemsMayBeSaidForEachScenario() {
        PlannedDimension quiz = plan("dimensions: { quiz: { use: quiz, items: { perScenario: 7 } } }\n")
                .models()
                .get(0)
                .dimensions()
                .get(0);

        assertEquals(
                List.of(7, 7),
                quiz.scenarios().stream()
                        .map(scenario -> scenario.selection().size())
                        .toList());
    }

    @Test
    void fewerItemsThanScenariosAreAProblem() {
        assertEquals(
                List.of(
                        "5:41: dimensions.quiz.items: quiz has 2 scenarios with items here, so a limit of 1 leaves some without any."
                                + " Write items: { perScenario: N }, or at least 2, or choose with scenarios: [ ... ]."),
                problems(Experiment.spec("dimensions: { quiz: { use: quiz, items: 1 } }\n")));
    }

    @Test
    void itemsAreANumberOrOneForEachScenario() {
        assertEquals(
                List.of("5:43: dimensions.quiz.items.each: no such key. Known: perScenario."),
                problems(Experiment.spec("dimensions: { quiz: { use: quiz, items: { each: 5 } } }\n")));
    }

    @Test
    void whatADimensionReportsStandsAtItsOptionOrWhereItIsNamed() {
        assertEquals(
                List.of(
                        "5:28: dimensions.quiz.with.poison: nothing to poison. Name an item.",
                        "5:53: dimensions.quiz.with.questions: thirteen is unlucky. Use another number."),
                problems(Experiment.spec("dimensions: { quiz: { use: quiz, with: { questions: 13 } } }\n")));
    }

    @Test
    void theStoreIsRelativeToTheSpec() {
        assertEquals(
                folder.resolve("results"),
                plan(QUIZ + "outputs: { store: results }\n").store());
        assertTrue(Files.isDirectory(folder));
    }

    private ExperimentPlan plan(String rest) {
        return Experiment.write(folder, Experiment.spec(rest)).plan(new FakeModels());
    }

    private List<String> problems(String spec) {
        Experiment experiment = Experiment.write(folder, spec);
        SpecException thrown = assertThrows(SpecException.class, () -> experiment.plan(new FakeModels()));
        return thrown.problems().stream()
                .map(Problem::toString)
                .map(text -> text.replace("experiment.yaml:", "").replace(folder.toString(), "FOLDER"))
                .toList();
    }
}
