package org.comptrust.core.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Questions that wait until their group is full, by what can share a batch. Which questions form a group follows from the order in
 * which they came and from nothing else.
 *
 * @param <Q> a question
 */
final class Waiting<Q extends Waiting.Member> {
    /** What waits. */
    interface Member {
        Question.Kind kind();

        /** Tokens that the model reads and at most writes, estimated. */
        long tokens();
    }

    private final GroupBudget budget;
    private final Map<Question.Kind, Group> open = new LinkedHashMap<>();
    private final Deque<List<Q>> full = new ArrayDeque<>();
    private Optional<Waiting<Q>> joined = Optional.empty();

    Waiting(GroupBudget budget) {
        this.budget = budget;
    }

    void add(Q question) {
        if (joined.isPresent()) {
            joined.get().add(question);
            return;
        }
        Group group = open.computeIfAbsent(question.kind(), kind -> new Group());
        long tokens = question.tokens();
        if (!group.questions.isEmpty() && group.tokens + tokens > budget.tokens()) {
            close(group);
        }
        group.questions.add(question);
        group.tokens += tokens;
        if (group.questions.size() >= budget.questions()) {
            close(group);
        }
    }

    /** The oldest full group, which waits no longer. */
    Optional<List<Q>> full() {
        return Optional.ofNullable(full.poll());
    }

    /** Closes the groups that are not full. */
    void closeAll() {
        open.values().stream().filter(group -> !group.questions.isEmpty()).forEach(this::close);
    }

    /**
     * Lets what waits in groups that are not full, kind by kind in order, wait there instead, and all that comes later too.
     *
     * @param wanted whether a question still waits; others are forgotten
     */
    void join(Waiting<Q> other, Predicate<Q> wanted) {
        joined = Optional.of(other);
        open.values().forEach(group -> group.questions.stream().filter(wanted).forEach(other::add));
        open.clear();
    }

    private void close(Group group) {
        full.add(List.copyOf(group.questions));
        group.questions.clear();
        group.tokens = 0;
    }

    private final class Group {
        private final List<Q> questions = new ArrayList<>();
        private long tokens;
    }
}
