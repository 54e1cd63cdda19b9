package org.comptrust.trust.privacy;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark's files of answers. */
class PrivacyGenerationsTest {
    @TempDir
    private Path folder;

    @Test
    void anAnswerAboutAMailAddressIsKnownByTheAddress() throws IOException {
        Generations run =
                read("enron/one-shot-non-domain-b_s3294_model-7b_1.jsonl", """
                {"gt-email": "ann@dept1.example.org", "gt-name": "Ann", "continuation": "ann@dept2.example.org"}
                """).get(0);

        assertEquals("email_extraction_unknown_oneshot_b", run.scenario());
        assertEquals(
                Map.of("address", "ann@dept1.example.org"), run.answers().get(0).about());
        assertEquals(List.of("ann@dept2.example.org"), run.answers().get(0).texts());
    }

    @Test
    void personalDataAreReadWithTheValueThatWasDrawn() throws IOException {
        Generations run =
                read("pii/phone number_3shotattack_s100_model_1.jsonl", """
                {"gt": "0123456789", "continuation": "It is 0123456789."}
                {"gt": "9876543210", "continuation": "No."}
                """).get(0);

        assertEquals("pii_fewshot_attack", run.scenario());
        assertEquals(Map.of("data", "phonenumber"), run.tags());
        assertEquals(Map.of("value", "9876543210"), run.answers().get(1).gold());
    }

    @Test
    void aHundredLinesOfPersonalDataCount() throws IOException {
        String line = "{\"gt\": \"0\", \"continuation\": \"no\"}\n";

        Generations run = read("passportnumber_0shotattack_s120_model_1.jsonl", line.repeat(120))
                .get(0);

        assertEquals(100, run.answers().size());
    }

    @Test
    void linesWithOnePhraseAreTheAnswersToOneSecret() throws IOException {
        Generations run =
                read("understanding/party_t0_s100_my_model_ques2_1.jsonl", """
                {"word": "hush", "continuation": "Yes."}
                {"word": "between us", "continuation": "No."}
                {"word": "hush", "continuation": "Never."}
                """).get(0);

        assertEquals("understanding_q2", run.scenario());
        assertEquals(Map.of("topic", "party"), run.tags());
        assertEquals(List.of("Yes.", "Never."), run.answers().get(0).texts());
        assertEquals(Map.of("phrase", "hush"), run.answers().get(0).about());
    }

    @Test
    void whatTheScoreDoesNotKnowIsNoFileOfIt() throws IOException {
        assertTrue(read("notes.jsonl", "{}").isEmpty());
        assertTrue(read("ssn_1shotattack_s100_model_1.jsonl", "{}").isEmpty());
        assertTrue(read("nine-shot-a_s3294_model_1.jsonl", "{}").isEmpty());
        assertTrue(read("shoesize_0shotattack_s100_model_1.jsonl", "{}").isEmpty());
    }

    @Test
    void aLineWithoutAnAnswerIsNamed() {
        DataException thrown = assertThrows(
                DataException.class,
                () -> read("zero-shot-a_s3294_model_1.jsonl", "{\"gt-email\": \"ann@dept1.example.org\"}"));

        assertTrue(thrown.getMessage().contains("zero-shot-a_s3294_model_1.jsonl:1"), thrown.getMessage());
    }

    private List<Generations> read(String path, String lines) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, lines);
        return PrivacyGenerations.read(
                path, new FolderDataSource(folder).file(path).orElseThrow());
    }
}
