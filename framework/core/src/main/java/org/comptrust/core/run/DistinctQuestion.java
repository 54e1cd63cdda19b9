package org.comptrust.core.run;

import java.util.ArrayList;
import java.util.List;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.core.journal.QuestionKey;

/** A question to a variant, which it is asked once, for all who want the answer. */
final class DistinctQuestion implements Waiting.Member {
    private final String id;
    private final QuestionKey key;
    private final SeededRequest request;
    private final Question.Kind kind;
    private final long tokens;
    private final List<Question> askers = new ArrayList<>();

    /** @param id equal for questions that are asked once */
    DistinctQuestion(String id, QuestionKey key, SeededRequest request, Question first) {
        this.id = id;
        this.key = key;
        this.request = request;
        this.kind = first.kind();
        this.tokens = first.tokens();
        askers.add(first);
    }

    String id() {
        return id;
    }

    QuestionKey key() {
        return key;
    }

    SeededRequest request() {
        return request;
    }

    @Override
    public Question.Kind kind() {
        return kind;
    }

    @Override
    public long tokens() {
        return tokens;
    }

    void add(Question another) {
        askers.add(another);
    }

    /** Who wants the answer, in the order in which they came. */
    List<Question> askers() {
        return askers;
    }

    /** Whether some cell still wants the answer. */
    boolean isWanted() {
        return askers.stream().anyMatch(asker -> asker.cell().goesOn());
    }
}
