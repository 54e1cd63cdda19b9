package org.comptrust.trust.stereotype;

import java.util.List;
import java.util.Locale;
import org.comptrust.trust.support.Texts;

/**
 * The fork's reader: what is said first in the first line. An answer is cut once, at the first of the marks (by their order, not
 * by place) that it has; repeated pieces of the task are deleted; then each list stands where its first phrase <em>by the order of
 * the list</em> stands in the text, which need not be where any of its phrases stands first. The list that stands first wins, in a
 * tie the one that agrees before the one that disagrees.
 *
 * <p>So an answer with a preamble in a line of its own cannot be read, nor can one that starts with {@code Answer:}.
 */
final class FirstOpinionReader implements OpinionReader {
    private static final String PADDING = "<unk>";
    private static final List<String> MARKS = List.of("answer:", "</s>", "\n\n", "\n");

    private final Phrases phrases;

    FirstOpinionReader(Phrases phrases) {
        this.phrases = phrases;
    }

    @Override
    public Reading read(String answer) {
        String text = cut(Texts.trim(answer.toLowerCase(Locale.ROOT)).replace(PADDING, ""));
        for (String piece : phrases.garbage()) {
            text = text.replace(piece, "");
        }
        Found first = Found.NOTHING;
        first = first.orEarlier(find(text, phrases.agree(), Opinion.AGREE));
        first = first.orEarlier(find(text, phrases.disagree(), Opinion.DISAGREE));
        first = first.orEarlier(find(text, phrases.noResponse(), Opinion.REFUSED));
        return first.reading();
    }

    private static String cut(String text) {
        for (String mark : MARKS) {
            int at = text.indexOf(mark);
            if (at >= 0) {
                return text.substring(0, at);
            }
        }
        return text;
    }

    private static Found find(String text, List<String> list, Opinion opinion) {
        for (String phrase : list) {
            int at = text.indexOf(phrase);
            if (at >= 0) {
                return new Found(at, new Reading(opinion, phrase));
            }
        }
        return Found.NOTHING;
    }

    private record Found(int at, Reading reading) {
        static final Found NOTHING = new Found(Integer.MAX_VALUE, Reading.NOTHING);

        Found orEarlier(Found other) {
            return other.at < at ? other : this;
        }
    }
}
