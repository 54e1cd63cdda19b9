package org.comptrust.core.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Role;
import org.comptrust.api.trust.DataException;
import org.comptrust.core.data.FolderDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaperTemplateTest {
    private static final Message SYSTEM = Message.of(Role.SYSTEM, "Be kind.");
    private static final Message HELLO = Message.of(Role.USER, "hello");
    private static final Message ANSWER = Message.of(Role.ASSISTANT, "hi");
    private static final Message AGAIN = Message.of(Role.USER, "and you?");

    @Test
    void marksStandBeforeEachMessageButTheFirst() {
        assertEquals("<pre>hello<a> hi||<u> and you? <a>", written(llama2(), HELLO, ANSWER, AGAIN));
        assertEquals("<pre>hello<a>", written(llama2(), HELLO));
    }

    @Test
    void aClosedDialogueEndsWithWhatFollowsItsAnswer() {
        assertEquals("<pre>hello<a>", llama2().open(List.of(HELLO)));
        assertEquals("<pre>hello<a> hi||", llama2().closed(List.of(HELLO, ANSWER)));
        assertEquals("P. U: hello A: hi//", colons().closed(List.of(HELLO, ANSWER)));
    }

    @Test
    void aSystemMessageReplacesThePreamble() {
        assertEquals("Be kind.hello<a>", written(llama2(), SYSTEM, HELLO));
        assertEquals("Be kind. U: hello A:", written(colons(), SYSTEM, HELLO));
    }

    @Test
    void ofSeveralSystemMessagesTheLastOneCounts() {
        assertEquals("No.hello<a>", written(llama2(), SYSTEM, Message.of(Role.SYSTEM, "No."), HELLO));
    }

    @Test
    void thePlaceOfAMessageDecidesWhichSeparatorFollowsIt() {
        assertEquals("P. U: hello A: hi//U: and you? A:", written(colons(), HELLO, ANSWER, AGAIN));
        assertEquals("P. U: hello U: and you?//A: hi A:", written(colons(), HELLO, AGAIN, ANSWER));
    }

    @Test
    void aMessageWithoutTextLeavesItsMark() {
        assertEquals("P. U: hello A:U: and you? A:", written(colons(), HELLO, Message.of(Role.ASSISTANT, ""), AGAIN));
    }

    @Test
    void thoseWithoutAMarkGetNoColon() {
        assertEquals("hello\nanswer: hi\nand you?\nanswer:", written(instruct(), HELLO, ANSWER, AGAIN));
    }

    @Test
    void demonstrationsCanStillGo() {
        Prompt.Chat chat = new Prompt.Chat(
                List.of(HELLO, Message.shot(Role.USER, "q", 0), Message.shot(Role.ASSISTANT, "a", 0), AGAIN),
                new Overflow(false, 7));

        Prompt.Text text = colons().text(chat);

        assertEquals(chat.overflow(), text.overflow());
        assertEquals(
                List.of(-1, -1, 0, 0, -1, -1),
                text.parts().stream().map(Message::shot).toList());
    }

    @Test
    void answersAreCutAtTheStopText() {
        assertEquals("yes ", cut(instruct(), "yes halt no halt"));
    }

    @Test
    void anAnswerWithoutTheStopTextLosesItsLastCharacter() {
        assertEquals("ye", cut(instruct(), "yes"));
        assertEquals("ye", cut(instruct(), "ye\uD83C\uDF0D"));
        assertEquals("", cut(instruct(), ""));
    }

    @Test
    void withoutAStopTextAnswersStayWhole() {
        assertEquals("yes", cut(llama2(), "yes"));
    }

    @Test
    void onlyGeneratedTextIsCut() {
        Response response = answer("yes");

        assertSame(response, instruct().cut(new Ask.Choose(List.of("yes")), response));
    }

    @Test
    void onlyDialoguesBecomeText() {
        Request tokens = new Request(new Prompt.Tokens(List.of(1, 2)), Ask.Generate.greedy(1));

        assertSame(tokens, llama2().applied(tokens));
    }

    @Test
    void templatesAreReadFromTheUsersCopy(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("prompt-texts.json"), """
                {"templates": {"ours": {"system": "P.", "roles": ["U", "A"], "sep_style": "ADD_COLON_TWO",
                 "sep": " ", "sep2": "//", "stop_str": null, "stop_token_ids": null}}}
                """);

        assertEquals(colons(), PaperTemplates.read(new FolderDataSource(folder), "ours"));
        DataException missing =
                assertThrows(DataException.class, () -> PaperTemplates.read(new FolderDataSource(folder), "theirs"));
        assertTrue(missing.getMessage().endsWith("has no template \"theirs\"; it has ours"), missing.getMessage());
    }

    @Test
    void aCopyWithoutTemplatesIsToldWithAWayOut(@TempDir Path folder) {
        DataException missing =
                assertThrows(DataException.class, () -> PaperTemplates.read(new FolderDataSource(folder), "llama-2"));

        assertTrue(missing.getMessage().contains("prompt-texts.json"), missing.getMessage());
        assertTrue(missing.getMessage().endsWith("or write `prompts: corrected`"), missing.getMessage());
    }

    private static PaperTemplate llama2() {
        return new PaperTemplate("l", PaperTemplate.Style.LLAMA2, "<pre>", "<u>", "<a>", " ", "||", Optional.empty());
    }

    private static PaperTemplate colons() {
        return new PaperTemplate(
                "ours", PaperTemplate.Style.ADD_COLON_TWO, "P.", "U", "A", " ", "//", Optional.empty());
    }

    private static PaperTemplate instruct() {
        return new PaperTemplate("i", PaperTemplate.Style.INSTRUCT, "", "", "answer", "\n", "\n", Optional.of("halt"));
    }

    private static String written(PaperTemplate template, Message... messages) {
        Request request =
                new Request(new Prompt.Chat(List.of(messages), Overflow.OLDEST_FIRST), Ask.Generate.greedy(1));
        Prompt.Text text = (Prompt.Text) template.applied(request).prompt();
        return text.parts().stream().map(Message::text).collect(Collectors.joining());
    }

    private static String cut(PaperTemplate template, String text) {
        return template.cut(Ask.Generate.greedy(9), answer(text)).text();
    }

    private static Response answer(String text) {
        return new Response(List.of(new Completion(text, Finish.STOP, OptionalDouble.empty(), 3)), 5, 0);
    }
}
