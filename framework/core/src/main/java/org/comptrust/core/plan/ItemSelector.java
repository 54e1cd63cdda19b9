package org.comptrust.core.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.comptrust.core.data.CPythonRandom;
import org.comptrust.core.hash.Sha256;
import org.comptrust.core.spec.ExperimentSpec.ItemLimit;

/**
 * Selects items of a dimension: evenly over its scenarios, within a scenario the same share of each stratum. The draw depends on
 * the experiment's seed, the dimension and the scenario, never on time, so that all variants are asked the same.
 */
final class ItemSelector {
    private ItemSelector() {}

    /**
     * The selection of each scenario.
     *
     * @param strata by scenario, in order: the stratum of each of its items
     * @param limit the most items, in all or of each scenario; without one, all of them
     */
    static Map<String, Selection> select(
            Map<String, List<String>> strata, ItemLimit limit, long seed, String dimension) {
        List<String> scenarios = List.copyOf(strata.keySet());
        List<Integer> sizes =
                scenarios.stream().map(id -> strata.get(id).size()).toList();
        int all = sizes.stream().mapToInt(Integer::intValue).sum();
        List<Integer> shares = limit.perScenario().isPresent()
                ? sizes.stream()
                        .map(size -> Math.min(size, limit.perScenario().getAsInt()))
                        .toList()
                : evenly(Math.min(limit.total().orElse(all), all), sizes);
        Map<String, Selection> selections = new HashMap<>();
        for (int i = 0; i < scenarios.size(); i++) {
            String scenario = scenarios.get(i);
            selections.put(scenario, draw(strata.get(scenario), shares.get(i), seed, dimension, scenario));
        }
        return selections;
    }

    /** Even shares that no scenario exceeds; what one cannot fill goes to the others, what is left over to the first ones. */
    static List<Integer> evenly(int total, List<Integer> sizes) {
        int level = 0;
        while (filled(sizes, level + 1) <= total && filled(sizes, level + 1) > filled(sizes, level)) {
            level++;
        }
        long left = total - filled(sizes, level);
        List<Integer> shares = new ArrayList<>();
        for (int size : sizes) {
            boolean one = left > 0 && size > level;
            left -= one ? 1 : 0;
            shares.add(Math.min(size, level) + (one ? 1 : 0));
        }
        return shares;
    }

    /** What all scenarios together give if each gives as many as it has, up to a level. */
    private static long filled(List<Integer> sizes, int level) {
        return sizes.stream().mapToLong(size -> Math.min(size, level)).sum();
    }

    /**
     * Shares in proportion to sizes: whole parts first, the rest by largest remainder.
     *
     * @param ranks [sizes] of equal remainders the one of lower rank goes first
     */
    static List<Integer> proportionally(int total, List<Integer> sizes, List<Integer> ranks) {
        long all = sizes.stream().mapToLong(Integer::longValue).sum();
        if (all == 0) {
            return sizes;
        }
        int[] shares = sizes.stream()
                .mapToInt(size -> (int) ((long) total * size / all))
                .toArray();
        int left = total - IntStream.of(shares).sum();
        IntStream.range(0, shares.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> -((long) total * sizes.get(i) % all))
                        .thenComparing(ranks::get))
                .limit(left)
                .forEach(i -> shares[i]++);
        return IntStream.of(shares).boxed().toList();
    }

    private static Selection draw(List<String> strata, int count, long seed, String dimension, String scenario) {
        if (count == strata.size()) {
            return Selection.all(count);
        }
        Map<String, List<Integer>> positions = new TreeMap<>();
        for (int i = 0; i < strata.size(); i++) {
            positions
                    .computeIfAbsent(strata.get(i), stratum -> new ArrayList<>())
                    .add(i);
        }
        // By lot: with more strata than items, the names that come first must not get them all.
        CPythonRandom lots = new CPythonRandom(Sha256.seed(seed, dimension, scenario, "lots"));
        List<Integer> shares = proportionally(
                count, positions.values().stream().map(List::size).toList(), lots.shuffle(positions.size()));
        CPythonRandom random = new CPythonRandom(Sha256.seed(seed, dimension, scenario));
        BitSet chosen = new BitSet(strata.size());
        int next = 0;
        for (List<Integer> stratum : positions.values()) {
            random.sample(stratum.size(), shares.get(next)).forEach(i -> chosen.set(stratum.get(i)));
            next++;
        }
        return new Selection(chosen);
    }
}
