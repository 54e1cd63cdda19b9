package org.comptrust.core.analysis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.Item;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.journal.GradedAnswer;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.journal.Question;
import org.comptrust.core.plan.Items;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedScenario;
import org.comptrust.core.port.PluginException;
import org.comptrust.core.result.Flip;

/** What was asked and said about flipped items; of personal ones only what was read in the answers. */
final class FlipTexts {
    /** Characters of a text that a report may hold. */
    private static final int LONGEST = 4000;

    private final PlannedDimension dimension;
    private final Items items;
    private final Journal journal;

    FlipTexts(PlannedDimension dimension, Items items, Journal journal) {
        this.dimension = dimension;
        this.items = items;
        this.journal = journal;
    }

    Flip.Answer answer(GradedAnswer grade) {
        return new Flip.Answer(
                grade.grade().label(),
                dimension.personal()
                        ? ""
                        : journal.answer(grade.group(), grade.position())
                                .map(Said::text)
                                .map(FlipTexts::shortened)
                                .orElse(""));
    }

    Flip.Question question(GradedAnswer grade) {
        if (dimension.personal()) {
            return new Flip.Question("", "");
        }
        Question question = journal.question(grade.group(), grade.position()).orElse(new Question("", ""));
        return new Flip.Question(shortened(question.last()), shortened(question.whole()));
    }

    /**
     * What the benchmark expects of items, such as {@code truth: wrong}. It is no part of the journal: an item whose data cannot be
     * read any more is left out.
     */
    Map<List<String>, String> expected(Set<List<String>> wanted) {
        Map<List<String>, String> expected = new HashMap<>();
        if (dimension.personal()) {
            return expected;
        }
        for (PlannedScenario scenario : dimension.scenarios()) {
            Set<String> ids = wanted.stream()
                    .filter(name -> name.get(0).equals(scenario.id()))
                    .map(name -> name.get(1))
                    .collect(Collectors.toSet());
            if (!ids.isEmpty()) {
                gold(scenario, ids).forEach((id, gold) -> expected.put(List.of(scenario.id(), id), gold));
            }
        }
        return expected;
    }

    private Map<String, String> gold(PlannedScenario scenario, Set<String> ids) {
        try (Stream<Item> stream = PluginBorder.call(
                dimension.origin(), "items", () -> scenario.scenario().items(items))) {
            return PluginBorder.call(dimension.origin(), "items", () -> stream.filter(item -> ids.contains(item.id()))
                    .limit(ids.size())
                    .collect(Collectors.toMap(Item::id, FlipTexts::gold, (first, second) -> first)));
        } catch (PluginException | DataException gone) {
            return Map.of(); // the flips and their answers are in the journal all the same
        }
    }

    private static String gold(Item item) {
        return shortened(item.gold().entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", ")));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
