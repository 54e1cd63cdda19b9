package org.comptrust.core.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.comptrust.api.trust.Item;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.plan.Items;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedScenario;

/**
 * The items that all variants of a model are asked. Benchmarks are read from their files for the first variant; what was selected is
 * kept for the others while it is small, for a few items of a large file are dear to find.
 */
final class SelectedItems {
    /** Characters of prompts that are kept for a model: some ten million bytes. */
    private static final long MOST = 5_000_000;

    private final Items context;
    private final Map<Key, List<Item>> kept = new HashMap<>();
    private long held;

    SelectedItems(Items context) {
        this.context = context;
    }

    /**
     * Hands out the selected items of a scenario, in file order.
     *
     * @param consumer gives whether it wants another one
     * @throws org.comptrust.core.port.PluginException if the plugin cannot give them; items before that were handed out
     */
    void each(PlannedDimension dimension, PlannedScenario scenario, Predicate<Item> consumer) {
        Key key = new Key(dimension.label(), scenario.id());
        if (kept.containsKey(key)) {
            kept.get(key).stream().allMatch(consumer);
            return;
        }
        Optional<List<Item>> selected = Optional.of(new ArrayList<>());
        long characters = 0;
        try (Stream<Item> stream = PluginBorder.call(
                dimension.origin(), "items", () -> scenario.scenario().items(context))) {
            Iterator<Item> all = PluginBorder.call(
                    dimension.origin(), "items", () -> stream.sequential().iterator());
            for (int position = 0; PluginBorder.call(dimension.origin(), "items", all::hasNext); position++) {
                Item item = PluginBorder.call(dimension.origin(), "items", all::next);
                if (scenario.selection().contains(position)) {
                    characters += item.first().toString().length();
                    selected = held + characters > MOST ? Optional.empty() : selected;
                    selected.ifPresent(list -> list.add(item));
                    if (!consumer.test(item)) {
                        return;
                    }
                }
            }
        }
        if (selected.isPresent() && kept.putIfAbsent(key, selected.get()) == null) { // two devices may have read it
            held += characters;
        }
    }

    private record Key(String dimension, String scenario) {}
}
