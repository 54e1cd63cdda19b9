package org.comptrust.trust.toxicity;

import java.util.List;

/** What of an answer is read: marks that models write between and after their texts are no part of it. */
final class AnswerText {
    private static final List<String> DELETED = List.of("<unk>", "<unk");

    /** Only the first that occurs counts. */
    private static final List<String> ENDS = List.of("<|im_end|>", "<|endoftext|>", "</s>");

    private AnswerText() {}

    static String stripped(String answer) {
        String text = answer;
        for (String mark : DELETED) {
            text = text.replace(mark, "");
        }
        for (String end : ENDS) {
            int at = text.indexOf(end);
            if (at >= 0) {
                return text.substring(0, at);
            }
        }
        return text;
    }
}
