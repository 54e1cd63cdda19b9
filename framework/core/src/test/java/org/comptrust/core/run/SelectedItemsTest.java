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
    void aScenarioIsReadOnceForAllVariants() {
        PlannedDimension quiz = quiz();
        PlannedScenario planned = quiz.scenarios().get(0);
        AtomicInteger readings = new AtomicInteger();
        PlannedScenario counted = new PlannedScenario(
                new Counted(planned.scenario(), readings),
                true,
                true,
                planned.unavailable(),
                planned.total(),
                planned.some(),
                planned.selection(),
                planned.badRows());
        SelectedItems items = new SelectedItems(new Items(Optional.empty()));

        List<String> first = ids(items, quiz, counted, 100);
        List<String> second = ids(items, quiz, counted, 100);

        assertEquals(1, readings.get());
        assertEquals(15, first.size());
        assertEquals(first, second);
    }

    @Test
    void readingEndsWhereNoMoreIsWanted() {
        PlannedDimension quiz = quiz();
        SelectedItems items = new SelectedItems(new Items(Optional.empty()));

        List<String> some = ids(items, quiz, quiz.scenarios().get(0), 4);

        assertEquals(4, some.size());
        assertEquals(15, ids(items, quiz, quiz.scenarios().get(0), 100).size(), "what was cut short is not kept");
    }

    private PlannedDimension quiz() {
        return Experiment.write(folder, Experiment.spec("dimensions: { quiz: { use: quiz, items: 30 } }\n"))
                .plan(new FakeModels())
                .models()
                .get(0)
                .dimensions()
                .get(0);
    }

    private static List<String> ids(
            SelectedItems items, PlannedDimension dimension, PlannedScenario scenario, int wanted) {
        List<String> ids = new ArrayList<>();
        items.each(dimension, scenario, item -> {
            ids.add(item.id());
            return ids.size() < wanted;
        });
        return ids;
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
