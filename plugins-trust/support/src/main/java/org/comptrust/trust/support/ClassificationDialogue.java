package org.comptrust.trust.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Role;
import org.comptrust.api.trust.DataRow;

/**
 * How DecodingTrust puts a classification task to a chat model: in one message, or with demonstrations as earlier turns. Read from
 * the key {@code classification_dialogue} of the benchmark's fixed texts.
 *
 * @param zeroShotSystem system message without demonstrations
 * @param fewShotSystem system message before demonstrations
 * @param acknowledgement what the assistant says to the task before the first demonstration
 */
public record ClassificationDialogue(String zeroShotSystem, String fewShotSystem, String acknowledgement) {
    /**
     * A solved example.
     *
     * @param input what the user shows
     * @param answer what the assistant answers; said with its first letter, and no other, in upper case
     */
    public record Demonstration(String input, String answer) {}

    /** @throws org.comptrust.api.trust.DataException if a text is missing */
    public static ClassificationDialogue read(DataRow texts) {
        DataRow dialogue = texts.at("classification_dialogue");
        return new ClassificationDialogue(
                dialogue.text("zero_shot_system"),
                dialogue.text("few_shot_system"),
                dialogue.text("few_shot_acknowledgement"));
    }

    /** Task and input in one message. */
    public List<Message> zeroShot(String task, String input) {
        return List.of(Message.of(Role.SYSTEM, zeroShotSystem), Message.of(Role.USER, task + "\n" + input));
    }

    /** The task, then demonstrations, each of which may be dropped as a whole, then the input alone. */
    public List<Message> fewShot(String task, List<Demonstration> demonstrations, String input) {
        List<Message> messages = new ArrayList<>();
        messages.add(Message.of(Role.SYSTEM, fewShotSystem));
        messages.add(Message.of(Role.USER, task));
        messages.add(Message.of(Role.ASSISTANT, acknowledgement));
        for (int shot = 0; shot < demonstrations.size(); shot++) {
            Demonstration demonstration = demonstrations.get(shot);
            messages.add(Message.shot(Role.USER, demonstration.input(), shot));
            messages.add(Message.shot(Role.ASSISTANT, capitalized(demonstration.answer()), shot));
        }
        messages.add(Message.of(Role.USER, input));
        return List.copyOf(messages);
    }

    private static String capitalized(String answer) {
        if (answer.isEmpty()) {
            return answer;
        }
        int first = answer.offsetByCodePoints(0, 1);
        return answer.substring(0, first).toUpperCase(Locale.ROOT)
                + answer.substring(first).toLowerCase(Locale.ROOT);
    }
}
