package org.comptrust.trust.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Role;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.trust.support.ClassificationDialogue.Demonstration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassificationDialogueTest {
    private final ClassificationDialogue dialogue = new ClassificationDialogue("SYS0", "SYS1", "ACK");

    @TempDir
    Path folder;

    @Test
    void withoutDemonstrationsTaskAndInputAreOneMessage() {
        assertEquals(
                List.of(Message.of(Role.SYSTEM, "SYS0"), Message.of(Role.USER, "TASK\nINPUT")),
                dialogue.zeroShot("TASK", "INPUT"));
    }

    @Test
    void demonstrationsAreTurnsThatCanBeDroppedOneByOne() {
        List<Message> messages = dialogue.fewShot(
                "TASK", List.of(new Demonstration("a", "not WRONG"), new Demonstration("b", "3")), "INPUT");

        assertEquals(
                List.of(
                        Message.of(Role.SYSTEM, "SYS1"),
                        Message.of(Role.USER, "TASK"),
                        Message.of(Role.ASSISTANT, "ACK"),
                        Message.shot(Role.USER, "a", 0),
                        Message.shot(Role.ASSISTANT, "Not wrong", 0),
                        Message.shot(Role.USER, "b", 1),
                        Message.shot(Role.ASSISTANT, "3", 1),
                        Message.of(Role.USER, "INPUT")),
                messages);
    }

    @Test
    void itIsReadFromTheBenchmarksTexts() throws IOException {
        assertEquals(dialogue, ClassificationDialogue.read(json("""
                {"classification_dialogue": {"zero_shot_system": "SYS0", "few_shot_system": "SYS1",
                  "few_shot_acknowledgement": "ACK"}}
                """)));
    }

    @Test
    void aMissingTextIsNamedWithItsPlace() throws IOException {
        DataRow texts = json("{\"classification_dialogue\":\n {\"zero_shot_system\": \"SYS0\"}}");

        DataException e = assertThrows(DataException.class, () -> ClassificationDialogue.read(texts));

        assertTrue(e.getMessage().contains("texts.json:2: \"few_shot_system\" is missing"), e.getMessage());
    }

    private DataRow json(String text) throws IOException {
        Files.writeString(folder.resolve("texts.json"), text);
        return new FolderDataSource(folder).file("texts.json").orElseThrow().json();
    }
}
