package org.comptrust.core.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.Response;
import org.comptrust.core.journal.GradedAnswer;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.result.Flip;

/** Items on which a variant and its base differ in outcome. An item is right from a value of 0.5 on. */
final class Flips {
    private static final double RIGHT = 0.5;
    private static final int MOST_SHOWN = 20;
    private static final int LONGEST_SHOWN = 300;

    private final Journal journal;
    private final List<Pair> pairs = new ArrayList<>();

    Flips(Journal journal, List<GradedAnswer> variant, List<GradedAnswer> base) {
        this.journal = journal;
        Map<List<String>, GradedAnswer> before = Scoring.byName(base);
        for (GradedAnswer after : variant) {
            GradedAnswer other = before.get(Scoring.name(after));
            if (other != null
                    && other.grade().value().isPresent()
                    && after.grade().value().isPresent()
                    && right(other) != right(after)) {
                pairs.add(new Pair(other, after));
            }
        }
    }

    int okToBad() {
        return (int) pairs.stream().filter(pair -> right(pair.base())).count();
    }

    int badToOk() {
        return pairs.size() - okToBad();
    }

    /** Some flips with what was said, those that got worse first, else in the order of the items. */
    List<Flip> some() {
        return pairs.stream()
                .sorted(Comparator.comparing((Pair pair) -> !right(pair.base())))
                .limit(MOST_SHOWN)
                .map(pair -> new Flip(
                        pair.variant().scenario(),
                        pair.variant().item(),
                        right(pair.base()),
                        answer(pair.base()),
                        answer(pair.variant())))
                .toList();
    }

    private Flip.Answer answer(GradedAnswer grade) {
        Optional<Response> response = journal.answer(grade.group(), grade.position());
        return new Flip.Answer(grade.grade().label(), response.map(Flips::said).orElse(""));
    }

    /** The text, or of several given continuations the likeliest. */
    private static String said(Response response) {
        List<Completion> completions = response.completions();
        Completion shown = completions.get(0).finish() == Finish.SCORED
                ? completions.stream()
                        .max(Comparator.comparingDouble(
                                completion -> completion.logLikelihood().orElse(Double.NEGATIVE_INFINITY)))
                        .orElse(completions.get(0))
                : completions.get(0);
        String text = shown.text();
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    }

    private static boolean right(GradedAnswer grade) {
        return grade.grade().value().orElse(0) >= RIGHT;
    }

    private record Pair(GradedAnswer base, GradedAnswer variant) {}
}
