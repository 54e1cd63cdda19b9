package org.comptrust.core.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.Scenario;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.data.LeftOut;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.port.Origin;

/**
 * The items of a scenario, read once to count them.
 *
 * @param strata of the items, in order
 * @param some of the items
 * @param badRows rows that are no items because they cannot be read
 * @param unreadable why the scenario cannot run, if its data are no data
 */
record ReadItems(List<String> strata, List<Item> some, LeftOut badRows, Optional<String> unreadable) {
    /**
     * Reads them all.
     *
     * @param folder where they come from; empty if the scenario has no data
     * @throws org.comptrust.core.port.PluginException if the plugin fails, or has two items of one name
     */
    static ReadItems of(Scenario scenario, Items items, Origin origin, Optional<FolderDataSource> folder) {
        List<String> strata;
        SomeItems some = new SomeItems();
        Optional<String> unreadable = Optional.empty();
        try {
            strata = PluginBorder.call(origin, "items", () -> strata(scenario, items, some));
        } catch (DataException e) {
            strata = List.of();
            unreadable = Optional.of(String.valueOf(e.getMessage()));
        }
        LeftOut badRows = folder.map(FolderDataSource::takeLeftOut).orElse(LeftOut.NONE);
        if (unreadable.isEmpty() && strata.isEmpty() && !badRows.isEmpty()) {
            unreadable = Optional.of("none of the " + badRows.rows() + " rows of its data can be read; the first: "
                    + badRows.first().get(0));
        }
        return new ReadItems(strata, some.list(), badRows, unreadable);
    }

    private static List<String> strata(Scenario scenario, Items items, SomeItems some) {
        Set<String> ids = new HashSet<>();
        try (Stream<Item> stream = scenario.items(items)) {
            return stream.sequential()
                    .map(item -> {
                        if (!ids.add(item.id())) {
                            throw new IllegalStateException(
                                    "two items of scenario " + scenario.id() + " have the id " + item.id());
                        }
                        some.add(item);
                        return item.stratum();
                    })
                    .collect(Collectors.toList());
        }
    }
}
