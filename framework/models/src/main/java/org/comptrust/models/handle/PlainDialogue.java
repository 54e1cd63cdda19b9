package org.comptrust.models.handle;

import java.util.List;
import org.comptrust.api.model.Message;

/**
 * Dialogues for models without a chat template: the messages' texts, one per line, with no role marks. What the model writes next
 * is its answer.
 */
final class PlainDialogue {
    /** Named in every key: another rendering gives other answers. */
    static final String IDENTITY = "plain/1";

    private PlainDialogue() {}

    static String render(List<Message> messages) {
        return String.join("\n", messages.stream().map(Message::text).toList());
    }
}
