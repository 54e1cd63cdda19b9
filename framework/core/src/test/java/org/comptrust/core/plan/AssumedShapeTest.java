package org.comptrust.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.comptrust.core.Comptrust;
import org.comptrust.core.fake.FakeCatalog;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.port.CalibrationSpec;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.Progress;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.result.FailureKind;
import org.comptrust.core.spec.Problem;
import org.comptrust.core.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planning on a machine that has neither the models nor the data. */
class AssumedShapeTest {
    private static final String SPEC = """
            apiVersion: comptrust/v1
            name: far
            models:
              chat: { source: /models/Llama-2-13b-chat-hf, shape: llama-2-13b }
              vicuna: { source: "${COMPTRUST_TEST_MODELS:-/models}/vicuna-7b-v1.3" }
            calibration:
              c4: { data: /data/c4.json.gz, length: context, seed: [0, 1] }
            methods:
              r: { use: rounding, calibration: c4, with: { bits: [2, 4], measured: true } }
            dimensions:
              quiz: { use: quiz }
              there: { use: quiz, data: /data/benchmark }
            """;

    @TempDir
    private Path folder;

    private final List<String> notes = new ArrayList<>();

    @Test
    void itemsAreCountedAndWhatIsMissingIsNamed() throws IOException {
        ExperimentPlan plan = plan(SPEC, "");

        PlannedModel chat = plan.models().get(0);
        assertEquals("llama-2-13b", ((AssumedModel) chat.model()).named().name());
        assertEquals(5, chat.variants().size());
        assertTrue(chat.dimensions().get(0).items() > 0);
        assertEquals(
                FailureKind.DATA,
                chat.dimensions().get(1).failure().orElseThrow().kind());
        assertEquals(
                List.of(
                        "calibration.c4.data is not there: /data/c4.json.gz",
                        "dimensions.there.data is not there: /data/benchmark",
                        "model chat: shape llama-2-13b is assumed, as the spec says; what needs its tokenizer is not counted",
                        "model vicuna: shape vicuna-7b-v1.3 is assumed, guessed from a name;"
                                + " what needs its tokenizer is not counted"),
                notes.stream().distinct().sorted().toList());
    }

    @Test
    void sequencesOfTheContextAreAsLongAsEachModelTakes() throws IOException {
        ExperimentPlan plan = plan(SPEC, "");

        assertEquals(4096, length(plan.models().get(0)));
        assertEquals(2048, length(plan.models().get(1)));
    }

    @Test
    void theCommandLineSaysMoreThanTheSpecAndTheFolder() throws IOException {
        Files.createDirectories(folder.resolve("model"));
        String spec = SPEC.replace("/models/Llama-2-13b-chat-hf", "model");

        assertEquals(
                "fake",
                plan(spec, "").models().get(0).model().shape().orElseThrow().architecture(),
                "a folder is read");
        assertEquals(
                "tinyllama-1.1b",
                ((AssumedModel) plan(spec, "chat=tinyllama-1.1b")
                                .models()
                                .get(0)
                                .model())
                        .named()
                        .name());
        assertEquals(
                "mistral-7b",
                ((AssumedModel) plan(spec, "mistral-7b").models().get(1).model())
                        .named()
                        .name());
    }

    @Test
    void whatCannotBeAssumedIsAProblem() {
        assertEquals(
                "4:19: models.chat.source: no folder /models/mine, and no known shape in its name",
                problem(SPEC.replace("Llama-2-13b-chat-hf, shape: llama-2-13b", "mine"), "")
                        .replaceAll("\\. Add shape.*", ""));
        assertEquals(
                "4:55: models.chat.shape: no shape \"llama-3-13b\"",
                problem(SPEC.replace("shape: llama-2-13b", "shape: llama-3-13b"), "")
                        .replaceAll("\\. .*", ""));
        assertEquals(
                "1:1: assume-shape: no model \"chatt\". Did you mean \"chat\"? Known: chat, vicuna.",
                problem(SPEC, "chatt=llama-2-7b"));
        assertEquals(
                "1:1: assume-shape: no shape \"llama-13\"",
                problem(SPEC, "chat=llama-13").replaceAll("\\. .*", ""));
    }

    @Test
    void withoutTheAssumptionFoldersMustBeThere() {
        SpecException wrong =
                assertThrows(SpecException.class, () -> comptrust().plan(write(SPEC)));

        assertEquals(4, wrong.problems().size(), wrong.problems().toString());
    }

    @Test
    void aPlanWithoutWeightsCannotBeRun() throws IOException {
        PlannedModel chat = plan(SPEC, "").models().get(0);

        assertThrows(ModelException.class, () -> chat.model().acquire(new VariantRecipe(List.of(), 0), Progress.NONE));
    }

    private static int length(PlannedModel model) {
        return model.variants()
                .get(1)
                .recipe()
                .chain()
                .get(0)
                .calibration()
                .map(CalibrationSpec::length)
                .orElseThrow();
    }

    private String problem(String spec, String value) {
        List<Problem> problems =
                assertThrows(SpecException.class, () -> plan(spec, value)).problems();
        assertEquals(1, problems.size(), problems.toString());
        return problems.get(0).toString().replaceFirst("^[^:]*:", "");
    }

    private ExperimentPlan plan(String spec, String value) throws IOException {
        notes.clear();
        return comptrust().plan(write(spec), Assumption.of(List.of(value), notes::add));
    }

    private Path write(String spec) throws IOException {
        return Files.writeString(folder.resolve("far.yaml"), spec);
    }

    private static Comptrust comptrust() {
        return new Comptrust(FakeCatalog.usual(), new FakeModels());
    }
}
