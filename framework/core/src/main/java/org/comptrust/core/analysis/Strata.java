package org.comptrust.core.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.comptrust.core.journal.GradedAnswer;

/**
 * The groups of items within which a bootstrap draws: scenarios, and within them the items' own strata, for a benchmark fixes how
 * many items of each it asks. One item alone has no spread to draw from, so it is pooled: with the other lone items of its
 * scenario, else with the scenario's smallest stratum; a scenario of one item with other such scenarios, else with the smallest
 * stratum of all.
 */
final class Strata {
    private static final Comparator<int[]> SMALLEST_FIRST =
            Comparator.<int[]>comparingInt(rows -> rows.length).thenComparingInt(rows -> rows[0]);

    private final List<int[]> groups;
    private final int items;

    private Strata(List<int[]> groups) {
        this.groups =
                groups.stream().sorted(Comparator.comparingInt(rows -> rows[0])).toList();
        this.items = groups.stream().mapToInt(rows -> rows.length).sum();
    }

    /** The strata of items; rows are positions in the list. */
    static Strata of(List<GradedAnswer> items) {
        Map<String, Map<String, List<Integer>>> rows = new TreeMap<>();
        for (int row = 0; row < items.size(); row++) {
            rows.computeIfAbsent(items.get(row).scenario(), scenario -> new TreeMap<>())
                    .computeIfAbsent(items.get(row).stratum(), stratum -> new ArrayList<>())
                    .add(row);
        }
        List<int[]> all = new ArrayList<>();
        for (Map<String, List<Integer>> scenario : rows.values()) {
            all.addAll(pooled(scenario.values().stream().map(Strata::array).toList()));
        }
        return new Strata(pooled(all));
    }

    /** Row numbers of each stratum, ascending. */
    List<int[]> groups() {
        return groups;
    }

    /** Number of items in all. */
    int items() {
        return items;
    }

    private static List<int[]> pooled(List<int[]> strata) {
        int[] lone = strata.stream()
                .filter(rows -> rows.length == 1)
                .flatMapToInt(IntStream::of)
                .toArray();
        List<int[]> others = new ArrayList<>(strata.stream()
                .filter(rows -> rows.length > 1)
                .sorted(SMALLEST_FIRST)
                .toList());
        if (lone.length == 1 && !others.isEmpty()) {
            lone = IntStream.concat(IntStream.of(lone), IntStream.of(others.remove(0)))
                    .toArray();
        }
        if (lone.length > 0) {
            others.add(IntStream.of(lone).sorted().toArray());
        }
        return others;
    }

    private static int[] array(List<Integer> rows) {
        return rows.stream().mapToInt(Integer::intValue).toArray();
    }
}
