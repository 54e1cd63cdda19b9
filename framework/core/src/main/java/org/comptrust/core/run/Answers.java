package org.comptrust.core.run;

import java.util.List;
import java.util.Optional;
import org.comptrust.api.model.Response;
import org.comptrust.core.journal.GroupTiming;

/**
 * What became of a group of questions.
 *
 * @param key content key of the group
 * @param each an answer or a failure for each question, in order
 * @param stored whether they were in the journal
 * @param timing what it took; empty if they were in the journal, or if some question has no answer
 */
record Answers(String key, List<Answer> each, boolean stored, Optional<GroupTiming> timing) {
    /** Whether every question was answered: other groups are asked again by the next run. */
    boolean complete() {
        return each.stream().allMatch(answer -> answer.response().isPresent());
    }

    List<Response> responses() {
        return each.stream().flatMap(answer -> answer.response().stream()).toList();
    }

    /** An answer, or why there is none. */
    record Answer(Optional<Response> response, Optional<Throwable> failure) {
        static Answer of(Response response) {
            return new Answer(Optional.of(response), Optional.empty());
        }

        static Answer failed(Throwable why) {
            return new Answer(Optional.empty(), Optional.of(why));
        }
    }
}
