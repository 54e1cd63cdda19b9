package org.comptrust.core.run;

import java.util.List;
import java.util.Optional;
import org.comptrust.api.model.PromptTooLongException;
import org.comptrust.api.model.Response;
import org.comptrust.core.journal.GroupTiming;
import org.comptrust.core.journal.Reply;

/**
 * What became of a group of questions.
 *
 * @param group key of the group; {@code ""} where each question is one of its own
 * @param each a reply or a failure for each question, in order
 * @param stored whether what became of them is in the journal
 * @param timing what it took; empty if they were in the journal, if some question failed, or if none was answered
 */
record Answers(String group, List<Answer> each, boolean stored, Optional<GroupTiming> timing) {
    /** Whether nothing failed: other groups are asked again by the next run. */
    boolean complete() {
        return each.stream().allMatch(answer -> answer.reply().isPresent());
    }

    List<Response> responses() {
        return each.stream()
                .flatMap(answer -> answer.reply().flatMap(Reply::response).stream())
                .toList();
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
