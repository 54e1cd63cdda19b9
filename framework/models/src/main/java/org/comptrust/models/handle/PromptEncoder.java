package org.comptrust.models.handle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.PromptTooLongException;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.models.chat.ChatRenderer;
import org.comptrust.models.chat.ChatTemplateException;

/** Prompts as token ids; drops whole demonstrations from those that are too long. */
final class PromptEncoder {
    private final Tokenizer tokenizer;
    private final ChatRenderer dialogues;

    PromptEncoder(Tokenizer tokenizer, ChatRenderer dialogues) {
        this.tokenizer = tokenizer;
        this.dialogues = dialogues;
    }

    /**
     * A prompt as the model reads it.
     *
     * @param ids start tokens included
     * @param text what they were made from; empty for given tokens
     * @param startsWithTokens whether the tokenizer's start tokens stand before the text
     * @param droppedShots demonstrations that did not fit
     */
    record Encoded(List<Integer> ids, String text, boolean startsWithTokens, int droppedShots) {}

    /**
     * @param answer tokens to leave room for
     * @throws PromptTooLongException if the prompt is too long even without demonstrations
     * @throws IllegalArgumentException if it is empty and the model has no start token, or if the chat template cannot render the dialogue
     */
    Encoded encode(Prompt prompt, int answer) {
        if (prompt instanceof Prompt.Tokens tokens) {
            requireRoom(tokens.ids().size(), tokenizer.contextLength() - answer);
            return new Encoded(tokens.ids(), "", false, 0);
        } else if (prompt instanceof Prompt.Chat chat) {
            return fit(chat.messages(), chat.overflow(), answer, this::render, dialogues.startsWithTokens());
        } else if (prompt instanceof Prompt.Text text) {
            return fit(text.parts(), text.overflow(), answer, PromptEncoder::join, true);
        }
        throw new IllegalStateException("a prompt of kind " + prompt.getClass().getSimpleName());
    }

    /** Ids of a text at the start of a sequence. */
    List<Integer> encodeFromStart(String text, boolean startsWithTokens) {
        List<Integer> ids = new ArrayList<>(startsWithTokens ? tokenizer.start() : List.of());
        ids.addAll(tokenizer.encode(text));
        return ids;
    }

    private String render(List<Message> messages) {
        try {
            return dialogues.render(messages);
        } catch (ChatTemplateException e) {
            boolean refused = e.kind() == ChatTemplateException.Kind.RAISED;
            throw new IllegalArgumentException(
                    "the model's chat template "
                            + (refused ? "refuses this dialogue: " : "cannot render this dialogue: ") + e.getMessage()
                            + ". `chatTemplate: plain` asks the model without it",
                    e);
        }
    }

    private Encoded fit(
            List<Message> messages,
            Overflow overflow,
            int answer,
            Function<List<Message>, String> render,
            boolean startsWithTokens) {
        int room = tokenizer.contextLength() - answer;
        int limit = overflow.maxTokens() > 0 ? Math.min(overflow.maxTokens(), room) : room;
        Comparator<Integer> order = overflow.oldestFirst() ? Comparator.naturalOrder() : Comparator.reverseOrder();
        TreeSet<Integer> shots = new TreeSet<>(order);
        messages.stream().mapToInt(Message::shot).filter(shot -> shot >= 0).forEach(shots::add);
        List<Message> kept = messages;
        int dropped = 0;
        while (true) {
            String text = render.apply(kept);
            List<Integer> ids = encodeFromStart(text, startsWithTokens);
            if (ids.size() <= limit || shots.isEmpty()) {
                requireRoom(ids.size(), limit);
                return new Encoded(ids, text, startsWithTokens, dropped);
            }
            int shot = shots.pollFirst();
            kept = kept.stream().filter(message -> message.shot() != shot).toList();
            dropped++;
        }
    }

    private static void requireRoom(int length, int limit) {
        if (length > limit) {
            throw new PromptTooLongException(length, Math.max(0, limit));
        }
        if (length == 0) {
            throw new IllegalArgumentException("the prompt is empty and this model has no start token");
        }
    }

    private static String join(List<Message> parts) {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(part.text()));
        return text.toString();
    }
}
