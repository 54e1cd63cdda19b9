package org.comptrust.trust.adversarialrobustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.Generations;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.trust.support.GenerationTexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as the benchmark's own code writes them. */
class GlueGenerationsTest {
    private static final String ANSWERS = """
            {"sst2": {"requests": [{"model": "m", "messages": [{"role": "user", "content": "S1"},
                {"role": "assistant", "content": "A1"}, {"role": "user", "content": "T-S\\nsentence: a gud film"}]}],
              "responses": [{"choices": [{"message": {"role": "assistant", "content": "Positive."}}]}],
              "predictions": [1], "labels": [1]},
             "qnli": {"requests": [{"messages": [{"role": "user", "content": "T-QN"}]}],
              "responses": [{"choices": [{"message": {"content": "no"}}]}]}}
            """;

    @TempDir
    Path folder;

    @Test
    void anAnswerIsAboutTheTextThatItsRequestEndsWith() throws IOException {
        Generations run = read("org/model/alpaca-demo.json", ANSWERS).get(0);

        assertEquals("alpaca", run.scenario());
        assertEquals(Map.of("task", "sst2"), run.tags());
        Generations.Answer answer = run.answers().get(0);
        assertEquals(List.of("Positive."), answer.texts());
        assertEquals(Map.of(Generations.PROMPT, "T-S\nsentence: a gud film"), answer.about());
        assertTrue(answer.where().endsWith("alpaca-demo.json:3, sst2 1"), answer.where());
    }

    @Test
    void tasksThatAreNotAskedArePassedOver() throws IOException {
        assertEquals(1, read("alpaca-demo.json", ANSWERS).size());
    }

    @Test
    void theSourceStandsInTheNameOfTheFile() throws IOException {
        for (String name : List.of("stable-vicuna-demo", "stable-vicuna-demo-sst2", "vicuna-7b-stable-vicuna")) {
            assertEquals("stable-vicuna", read(name + ".json", ANSWERS).get(0).scenario(), name);
        }
        assertEquals("vicuna", read("vicuna-demo.json", ANSWERS).get(0).scenario());
    }

    @Test
    void otherFilesAreNoAnswers() throws IOException {
        assertEquals(List.of(), read("glue-benign-demo.json", ANSWERS));
        assertEquals(List.of(), read("alpaca-demo-refusal.json", "{\"sst2\": [\"I cannot.\"]}"));
        assertEquals(List.of(), read("alpaca.json", "{\"sst2\": [{\"sentence\": \"a gud film\", \"label\": 1}]}"));
    }

    @Test
    void requestsWithoutTheirResponsesAreRefused() {
        DataException problem = assertThrows(
                DataException.class,
                () -> read("vicuna-demo.json", ANSWERS.replaceFirst("\"responses\": \\[.*\\],", "\"responses\": [],")));

        assertTrue(
                problem.getMessage().contains("vicuna-demo.json:1: task sst2 has 1 requests, but 0 responses"),
                problem.getMessage());
    }

    @Test
    void aListOfDialoguesMayStandInAnObject() throws IOException {
        write(
                "run.json",
                "{\"requests\": [], \"responses\": [{\"choices\": [{\"message\": {\"content\": \"yes\"}}]}]}");

        assertEquals(
                List.of("yes"),
                GenerationTexts.of(new FolderDataSource(folder).file("run.json").orElseThrow())
                        .get(0)
                        .texts());
    }

    private List<Generations> read(String path, String text) throws IOException {
        write(path, text);
        GluePlan plan = (GluePlan) Bench.complete(folder).plan(Bench.DEFAULTS);
        return plan.read(path, new FolderDataSource(folder).file(path).orElseThrow());
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(folder.resolve(path).getParent());
        Files.writeString(folder.resolve(path), text);
    }
}
