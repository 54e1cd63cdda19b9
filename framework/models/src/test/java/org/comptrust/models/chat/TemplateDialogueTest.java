package org.comptrust.models.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Role;
import org.junit.jupiter.api.Test;

class TemplateDialogueTest {
    private static final List<Message> HELLO = List.of(Message.of(Role.USER, "hello"));

    @Test
    void theTextEndsWhereTheAnswerBegins() {
        TemplateDialogue dialogue = of("{{ bos_token }}{% for m in messages %}{{ m.role }}: {{ m.content }}\n"
                + "{% endfor %}{% if add_generation_prompt %}assistant:{% endif %}");

        assertEquals("<s>user: hello\nassistant:", dialogue.render(HELLO));
        assertFalse(dialogue.startsWithTokens(), "the template writes them");
    }

    @Test
    void aClosedDialogueAsksForNothing() {
        TemplateDialogue dialogue = of("{% for m in messages %}{{ m.role }}: {{ m.content }}\n"
                + "{% endfor %}{% if add_generation_prompt %}assistant:{% endif %}");

        assertEquals(
                "user: hello\nassistant: hi\n",
                dialogue.closed(List.of(HELLO.get(0), Message.of(Role.ASSISTANT, "hi"))));
    }

    @Test
    void aNameIsAMemberOfItsMessage() {
        TemplateDialogue dialogue = of("{% for m in messages %}{{ m.name | default('-') }}{% endfor %}");

        assertEquals("ann-", dialogue.render(List.of(new Message(Role.USER, "ann", "hi", -1), HELLO.get(0))));
    }

    @Test
    void thereAreNoToolsAndNoDocuments() {
        assertEquals(
                "True True", of("{{ tools is none }} {{ documents is none }}").render(HELLO));
    }

    @Test
    void theDayIsAlwaysTheSame() {
        assertEquals("26 Jul 2024", of("{{ strftime_now('%d %b %Y') }}").render(HELLO));
    }

    @Test
    void whatTheTemplateLacksShowsAtOnce() {
        ChatTemplateException refused = assertThrows(
                ChatTemplateException.class, () -> of("{% if messages[0].role == 'system' %}{{ 1 + 'a' }}{% endif %}"));

        assertEquals("line 1: `+` does not work for a number and text", refused.getMessage());
    }

    @Test
    void aTemplateWithoutSystemMessagesTakesOtherDialogues() {
        TemplateDialogue dialogue =
                of("{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}ok");

        assertEquals("ok", dialogue.render(HELLO));
        ChatTemplateException raised = assertThrows(
                ChatTemplateException.class, () -> dialogue.render(List.of(Message.of(Role.SYSTEM, "be"))));
        assertEquals(ChatTemplateException.Kind.RAISED, raised.kind());
    }

    @Test
    void templateAndSpecialTokensAreTheIdentity() {
        assertEquals(of("a").identity(), of("a").identity());
        assertNotEquals(of("a").identity(), of("b").identity());
        assertNotEquals(of("a").identity(), TemplateDialogue.of("a", Map.of()).identity());
        assertTrue(new PlainDialogue().startsWithTokens());
    }

    private static TemplateDialogue of(String template) {
        return TemplateDialogue.of(template, Map.of("bos_token", "<s>"));
    }
}
