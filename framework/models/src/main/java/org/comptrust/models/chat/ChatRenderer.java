package org.comptrust.models.chat;

import java.util.List;
import org.comptrust.api.model.Message;

/** Makes one text of a dialogue, up to where the model's answer begins. Thread-safe. */
public interface ChatRenderer {
    /** @throws ChatTemplateException if this dialogue cannot be rendered */
    String render(List<Message> messages);

    /**
     * The dialogue with its last answer and nothing after it: what a model of this template was trained on.
     *
     * @throws ChatTemplateException if this dialogue cannot be rendered
     */
    String closed(List<Message> messages);

    /** Whether the tokenizer's start tokens go before the text. A template writes its own. */
    boolean startsWithTokens();

    /** Named in every key: another rendering gives other answers. */
    String identity();
}
