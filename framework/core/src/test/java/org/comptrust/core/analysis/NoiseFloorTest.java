package org.comptrust.core.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.run.RunOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What batching alone changes, from the spec to verdicts and report; the models' answers depend much on their batch. */
class NoiseFloorTest {
    private static final String SPEC = """
            apiVersion: comptrust/v1
            name: trial
            models:
              chat: { source: model, dtype: bfloat16 }
            methods:
              round: { use: rounding, with: { bits: 2 } }
            dimensions:
              quiz: { use: quiz, with: { questions: 60 } }
            """;
    private static final String MEASURED = "decide: { noiseFloor: true }\n";

    @TempDir
    private Path folder;

    @Test
    void theBasesDifferenceFromItselfStandsInResultsAndReport() throws IOException {
        RunOutcome outcome = Experiment.write(folder, SPEC + MEASURED).run(new FakeModels());

        JsonNode floor = results(outcome).get("noiseFloor").get(0);
        assertEquals("chat", floor.get("model").textValue());
        assertTrue(floor.get("items").intValue() > 0 && floor.get("answers").intValue() > 0, floor.toString());
        assertTrue(markdown(outcome).contains("; noise floor: "), markdown(outcome));
        assertFalse(markdown(outcome).contains("not computed in float32"), markdown(outcome));
    }

    @Test
    void aVerdictNeedsMoreThanTheBasesDifferenceFromItself() throws IOException {
        JsonNode without =
                against(Experiment.write(folder.resolve("without"), SPEC).run(new FakeModels()));
        RunOutcome measured =
                Experiment.write(folder.resolve("measured"), SPEC + MEASURED).run(new FakeModels());
        JsonNode with = against(measured);

        double noise = results(measured).at("/noiseFloor/0/difference").doubleValue();
        assertTrue(noise > 0, "these models are noisy");
        assertEquals(
                without.get("difference").doubleValue(), with.get("difference").doubleValue());
        assertTrue(
                with.at("/verdict/p").doubleValue() > without.at("/verdict/p").doubleValue(), with + " and " + without);
    }

    @Test
    void aReportOfAShortDtypeSaysThatNoiseWasNotMeasured() throws IOException {
        RunOutcome outcome = Experiment.write(folder, SPEC).run(new FakeModels());

        String told = "chat was not computed in float32: there, what is asked together moves log-likelihoods";
        assertTrue(markdown(outcome).contains(told), markdown(outcome));
        assertTrue(Files.readString(outcome.report().orElseThrow()).contains(told));
    }

    @Test
    void aPlanKnowsWhichModelsNoiseNobodyMeasures() {
        assertEquals(List.of("chat"), plan("bfloat16", SPEC).unmeasuredNoise());
        assertEquals(List.of(), plan("float32", SPEC).unmeasuredNoise());
        assertEquals(List.of(), plan("bfloat16", SPEC + MEASURED).unmeasuredNoise());
        assertEquals(
                List.of(),
                plan("bfloat16", SPEC.replaceFirst("methods:\n.*\n", "")).unmeasuredNoise(),
                "a base alone is compared with nothing");
    }

    private ExperimentPlan plan(String dtype, String spec) {
        return Experiment.write(folder.resolve(dtype + spec.hashCode()), spec.replace("bfloat16", dtype))
                .plan(new FakeModels());
    }

    private static JsonNode against(RunOutcome outcome) throws IOException {
        for (JsonNode cell : results(outcome).get("cells")) {
            if (!cell.get("variant").textValue().equals("base")) {
                return cell.get("againstBase");
            }
        }
        throw new AssertionError("no variant");
    }

    private static JsonNode results(RunOutcome outcome) throws IOException {
        return new ObjectMapper()
                .readTree(outcome.folder().resolve("results.json").toFile());
    }

    private static String markdown(RunOutcome outcome) throws IOException {
        return Files.readString(outcome.folder().resolve("report.md"));
    }
}
