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
 * @param key content key of the group
 * @param each a reply or a failure for each question, in order
 * @param stored whether they were in the journal
 * @param timing what it took; empty if they were in the journal, if some question failed, or if none was answered
 */
record Answers(String key, List<Answer> each, boolean stored, Optional<GroupTiming> timing) {
    /** Whether nothing failed: other groups are asked again by the next run. */
    boolean complete() {
        return each.stream().allMatch(answer -> answer.reply().isPresent());
    }

    List<Response> responses() {
        return each.stream()
                .flatMap(answer -> answer.reply().flatMap(Reply::response).stream())
                .toList();
    }

    /** What became of a question, or why nothing did. */
    record Answer(Optional<Reply> reply, Optional<Throwable> failure) {
        static Answer of(Reply reply) {
            return new Answer(Optional.of(reply), Optional.empty());
        }

        static Answer failed(Throwable why) {
            return why instanceof PromptTooLongException tooLong
                    ? of(new Reply.TooLong(
                            tooLong.promptTokens().orElse(0), tooLong.limit().orElse(0)))
                    : new Answer(Optional.empty(), Optional.of(why));
        }
    }
}
