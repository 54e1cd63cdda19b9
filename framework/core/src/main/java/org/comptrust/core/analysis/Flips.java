package org.comptrust.core.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.comptrust.core.journal.GradedAnswer;
import org.comptrust.core.result.Flip;

/** Items on which a variant and its base differ in outcome. An item is right from a value of 0.5 on. */
final class Flips {
    private static final double RIGHT = 0.5;
    private static final int MOST_SHOWN = 20;

    private final List<Pair> pairs = new ArrayList<>();

    Flips(List<GradedAnswer> variant, List<GradedAnswer> base) {
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
    List<Flip> some(FlipTexts texts) {
        List<Pair> shown = pairs.stream()
                .sorted(Comparator.comparing((Pair pair) -> !right(pair.base()))
                        .thenComparing(pair -> pair.variant().ordinal()))
                .limit(MOST_SHOWN)
                .toList();
        Map<List<String>, String> expected = texts.expected(
                shown.stream().map(pair -> Scoring.name(pair.variant())).collect(Collectors.toSet()));
        return shown.stream()
                .map(pair -> new Flip(
                        pair.variant().scenario(),
                        pair.variant().item(),
                        right(pair.base()),
                        texts.question(pair.base()),
                        expected.getOrDefault(Scoring.name(pair.variant()), ""),
                        texts.answer(pair.base()),
                        texts.answer(pair.variant())))
                .toList();
    }

    private static boolean right(GradedAnswer grade) {
        return grade.grade().value().orElse(0) >= RIGHT;
    }

    private record Pair(GradedAnswer base, GradedAnswer variant) {}
}
