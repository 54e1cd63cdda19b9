package org.comptrust.models.chat;

import java.util.List;
import org.comptrust.api.model.Message;

/**
 * Dialogues for models without a chat template: the messages' texts, one per line, with no role marks. What the model writes next
 * is its answer.
 */
public final class PlainDialogue implements ChatRenderer {
    @Override
    public String render(List<Message> messages) {
        return String.join("\n", messages.stream().map(Message::text).toList());
    }

    @Override
    public String closed(List<Message> messages) {
        return render(messages);
    }

    @Override
    public boolean startsWithTokens() {
        return true;
    }

    @Override
    public String identity() {
        return "plain/1";
    }
}
