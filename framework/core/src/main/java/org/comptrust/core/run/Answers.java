package org.comptrust.core.run;

import java.util.List;
import java.util.Optional;
import org.comptrust.api.model.PromptTooLongException;
import org.comptrust.core.journal.Reply;

/**
 * What became of a group of questions. It is in the journal.
 *
 * @param each a reply or a failure for each question, in order
 * @param known whether it was there before, so that nothing is lost if the grades wait
 */
record Answers(List<Answer> each, boolean known) {
    Answers {
        each = List.copyOf(each);
    }

    /**
     * What became of a question, or why nothing did.
     *
     * @param group content key under which the journal has it, or will have it
     * @param position in that group
     */
    record Answer(Optional<Reply> reply, Optional<Throwable> failure, String group, int position) {
        static Answer of(Reply reply, String group, int position) {
            return new Answer(Optional.of(reply), Optional.empty(), group, position);
        }

        static Answer failed(Throwable why, String group, int position) {
            return why instanceof PromptTooLongException tooLong
                    ? of(
                            new Reply.TooLong(
                                    tooLong.promptTokens().orElse(0),
                                    tooLong.limit().orElse(0)),
                            group,
                            position)
                    : new Answer(Optional.empty(), Optional.of(why), group, position);
        }
    }
}
