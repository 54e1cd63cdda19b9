package org.comptrust.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.Step;
import org.comptrust.api.trust.Transcript;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.plan.Items;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedScenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectedItemsTest {
    @TempDir
    private Path folder;

    @Test
    void aScenarioIsReadOnceAndGroupedAsEachVariantNeedsIt() {
        PlannedDimension quiz = Experiment.write(
                        folder, Experiment.spec("dimensions: { quiz: { use: quiz, items: 30 } }\n"))
                .plan(new FakeModels())
                .models()
                .get(0)
                .dimensions()
                .get(0);
        PlannedScenario planned = quiz.scenarios().get(0);
        AtomicInteger readings = new AtomicInteger();
        PlannedScenario counted = new PlannedScenario(
                new Counted(planned.scenario(), readings), planned.unavailable(), planned.total(), planned.selection());
        SelectedItems items = new SelectedItems(new Items(Optional.empty()));

        List<List<String>> first = groups(items, quiz, counted, 8);
        List<List<String>> second = groups(items, quiz, counted, 6);

        assertEquals(1, readings.get());
        assertEquals(List.of(8, 7), first.stream().map(List::size).toList());
        assertEquals(List.of(6, 6, 3), second.stream().map(List::size).toList());
        assertEquals(flat(first), flat(second));
    }

    private static List<List<String>> groups(
            SelectedItems items, PlannedDimension dimension, PlannedScenario scenario, int size) {
        List<List<String>> groups = new ArrayList<>();
        items.groups(
                dimension,
                scenario,
                size,
                group -> groups.add(group.stream().map(Item::id).toList()));
        return groups;
    }

    private static List<String> flat(List<List<String>> groups) {
        return groups.stream().flatMap(List::stream).toList();
    }

    private record Counted(Scenario scenario, AtomicInteger readings) implements Scenario {
        @Override
        public String id() {
            return scenario.id();
        }

        @Override
        public Optional<String> unavailable() {
            return scenario.unavailable();
        }

        @Override
        public Stream<Item> items(ItemContext context) {
            readings.incrementAndGet();
            return scenario.items(context);
        }

        @Override
        public Step next(Item item, Transcript soFar) {
            return scenario.next(item, soFar);
        }
    }
}
