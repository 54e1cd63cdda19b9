package org.comptrust.models.handle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Tokenizer;

/** Prompts as token ids; drops whole demonstrations from those that are too long. */
final class PromptEncoder {
    private final Tokenizer tokenizer;

    PromptEncoder(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * A prompt as the model reads it.
     *
     * @param ids start tokens included
     * @param text what they were made from; empty for given tokens
     * @param droppedShots demonstrations that did not fit
     */
    record Encoded(List<Integer> ids, String text, int droppedShots) {}

    /**
     * @param answer tokens to leave room for
     * @throws IllegalArgumentException if the prompt is too long even without demonstrations, or names impossible tokens
     */
    Encoded encode(Prompt prompt, int answer) {
        if (prompt instanceof Prompt.Tokens tokens) {
            requireRoom(tokens.ids().size(), tokenizer.contextLength() - answer);
            return new Encoded(tokens.ids(), "", 0);
        } else if (prompt instanceof Prompt.Chat chat) {
            return fit(chat.messages(), chat.overflow(), answer, PlainDialogue::render);
        } else if (prompt instanceof Prompt.Text text) {
            return fit(text.parts(), text.overflow(), answer, PromptEncoder::join);
        }
        throw new IllegalStateException("a prompt of kind " + prompt.getClass().getSimpleName());
    }

    /** Ids of a text as the model expects it at the start of a sequence. */
    List<Integer> encodeFromStart(String text) {
        List<Integer> ids = new ArrayList<>(tokenizer.start());
        ids.addAll(tokenizer.encode(text));
        return ids;
    }

    private Encoded fit(List<Message> messages, Overflow overflow, int answer, Function<List<Message>, String> render) {
        int room = tokenizer.contextLength() - answer;
        int limit = overflow.maxTokens() > 0 ? Math.min(overflow.maxTokens(), room) : room;
        Comparator<Integer> order = overflow.oldestFirst() ? Comparator.naturalOrder() : Comparator.reverseOrder();
        TreeSet<Integer> shots = new TreeSet<>(order);
        messages.stream().mapToInt(Message::shot).filter(shot -> shot >= 0).forEach(shots::add);
        List<Message> kept = messages;
        int dropped = 0;
        while (true) {
            String text = render.apply(kept);
            List<Integer> ids = encodeFromStart(text);
            if (ids.size() <= limit || shots.isEmpty()) {
                requireRoom(ids.size(), limit);
                return new Encoded(ids, text, dropped);
            }
            int shot = shots.pollFirst();
            kept = kept.stream().filter(message -> message.shot() != shot).toList();
            dropped++;
        }
    }

    private static void requireRoom(int length, int limit) {
        if (length > limit) {
            throw new IllegalArgumentException("the prompt has " + length + " tokens, but the model takes " + limit
                    + " besides the answer; shorten the item, or use a model with a longer context");
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
