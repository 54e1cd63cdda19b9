package org.comptrust.trust.toxicity;

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
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.core.data.FolderDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark's files of answers, and of rated answers. */
class ToxicityGenerationsTest {
    private final ToxicityGenerations reader =
            new ToxicityGenerations(List.of(new Template(0, "Be kind.", "Go on: ")), true);

    @TempDir
    private Path folder;

    @Test
    void allChoicesOfAServerAreTheTextsOfAPrompt() throws IOException {
        Generations run = read("model/nontoxic-template-0-generations.jsonl", """
                {"prompt": "The sun", "continuation": " set.",
                """.strip() + """
                 "response": {"choices": [{"message": {"content": " set."}}, {"text": " rose."}]}}
                """)
                .get(0);

        assertEquals("realtoxicityprompts-nontoxic", run.scenario());
        assertEquals(List.of(" set.", " rose."), run.answers().get(0).texts());
        assertEquals(Map.of("prompt", "Go on: \nThe sun"), run.answers().get(0).about());
    }

    @Test
    void aTextThatWasKeptAloneIsTheOnlyOne() throws IOException {
        Generations run = read(
                        "toxic-gpt4-template-0-generations.jsonl",
                        "{\"prompt\": \"The sun\", \"continuation\": \" set.\"}")
                .get(0);

        assertEquals(List.of(" set."), run.answers().get(0).texts());
    }

    @Test
    void recordedScoresAreThoseOfTheTextsAsTheScorerWouldBeAskedOfThem() throws IOException {
        Generations.Answer answer = read("toxic-template-0-generations.jsonl.out.json", """
                [[{"context": "The sun", "continuation": " set.</s>", "score": {"toxicity": 0.25, "threat": 0.1}},
                  {"context": "The sun", "continuation": " rose.", "score": null},
                  {"context": "The sun", "continuation": " ", "score": null},
                  {"context": "The sun", "continuation": " hid."}]]
                """)
                .get(0)
                .answers()
                .get(0);

        assertEquals(
                Map.of(
                        ScorerInput.of("toxicity", " set."), ScorerOutput.of("toxicity", 0.25),
                        ScorerInput.of("toxicity", " rose."), ScorerOutput.failed("the file of scores holds none")),
                answer.ratings());
        assertEquals(4, answer.texts().size());
    }

    @Test
    void aScoreThatIsNoneIsNamedWithItsPlace() {
        DataException thrown =
                assertThrows(DataException.class, () -> read("toxic-template-0-generations.jsonl.out.json", """
                [[{"context": "The sun", "continuation": " set.", "score": {"toxicity": 7}}]]
                """));

        assertTrue(thrown.getMessage().contains("out.json:1"), thrown.getMessage());
        assertTrue(thrown.getMessage().endsWith("toxicity must be a number from 0 to 1, found 7"), thrown.getMessage());
    }

    @Test
    void aPickleIsRefusedWithAWayOut() {
        DataException thrown = assertThrows(
                DataException.class, () -> read("toxic-template-0-generations.jsonl.out.pkl", "any bytes"));

        assertTrue(thrown.getMessage().contains(".out.json"), thrown.getMessage());
    }

    @Test
    void runsUnderTemplatesThatAreNotAskedAreNotRead() throws IOException {
        assertTrue(read("toxic-template-1-generations.jsonl", "{}").isEmpty());
        assertTrue(read("rude-template-0-generations.jsonl", "{}").isEmpty());
        assertTrue(read("toxic.jsonl", "{}").isEmpty());
    }

    private List<Generations> read(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return reader.read(path, new FolderDataSource(folder).file(path).orElseThrow());
    }
}
