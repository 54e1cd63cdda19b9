package org.comptrust.core.analysis;

import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.comptrust.api.trust.Grade;
import org.comptrust.core.journal.GradedAnswer;
import org.comptrust.core.result.Interval;

/** Shares of answers, of which an item may have several. */
final class Rates {
    private Rates() {}

    /** In [0, 1]; 0 where nothing was answered. */
    static double of(List<GradedAnswer> grades, ToIntFunction<Grade> count) {
        long answers = total(grades, Grade::answers);
        return answers == 0 ? 0 : (double) total(grades, count) / answers;
    }

    /** Wilson's interval; empty where nothing was answered. */
    static Optional<Interval> interval(List<GradedAnswer> grades, ToIntFunction<Grade> count) {
        return grades.isEmpty()
                ? Optional.empty()
                : Optional.of(Wilson.of(total(grades, count), total(grades, Grade::answers)));
    }

    private static long total(List<GradedAnswer> grades, ToIntFunction<Grade> count) {
        return grades.stream()
                .mapToLong(grade -> count.applyAsInt(grade.grade()))
                .sum();
    }
}
