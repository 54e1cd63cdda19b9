package org.comptrust.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.comptrust.core.spec.ExperimentSpec.ItemLimit;
import org.comptrust.core.spec.Place;
import org.junit.jupiter.api.Test;

class ItemSelectorTest {
    @Test
    void spreadsItemsEvenlyOverScenarios() {
        assertEquals(List.of(20, 20, 20), ItemSelector.evenly(60, List.of(100, 1000, 50)));
        assertEquals(List.of(4, 3, 3), ItemSelector.evenly(10, List.of(9, 9, 9)));
    }

    @Test
    void whatASmallScenarioCannotFillGoesToTheOthers() {
        assertEquals(List.of(5, 28, 27), ItemSelector.evenly(60, List.of(5, 100, 100)));
    }

    @Test
    void evenSharesAddUpAndNobodyExceedsItsSize() {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            List<Integer> sizes =
                    random.ints(1 + random.nextInt(6), 0, 40).boxed().toList();
            int all = sizes.stream().mapToInt(Integer::intValue).sum();
            int total = random.nextInt(all + 1);
            List<Integer> shares = ItemSelector.evenly(total, sizes);

            assertEquals(total, shares.stream().mapToInt(Integer::intValue).sum(), "seed " + seed);
            int most = shares.isEmpty() ? 0 : Collections.max(shares);
            for (int i = 0; i < sizes.size(); i++) {
                assertTrue(shares.get(i) <= sizes.get(i), "seed " + seed);
                assertTrue(
                        shares.get(i).equals(sizes.get(i)) || shares.get(i) >= most - 1,
                        "seed " + seed + ": " + sizes + " " + shares);
            }
        }
    }

    @Test
    void strataKeepTheirShareByLargestRemainder() {
        List<Integer> ranks = List.of(2, 0, 1);

        assertEquals(List.of(7, 2, 1), ItemSelector.proportionally(10, List.of(70, 22, 8), ranks));
        assertEquals(List.of(1, 1, 1), ItemSelector.proportionally(3, List.of(5, 5, 5), ranks));
        assertEquals(List.of(1, 2, 2), ItemSelector.proportionally(5, List.of(5, 5, 5), ranks));
    }

    @Test
    void withMoreStrataThanItemsLotsDecideAndNotNames() {
        List<String> names =
                IntStream.range(0, 100).mapToObj(i -> "stratum " + i / 2).toList();
        Map<String, Integer> drawn = new HashMap<>();
        for (long seed = 0; seed < 500; seed++) {
            Selection selection = ItemSelector.select(Map.of("s", names), total(10), seed, "d")
                    .get("s");
            List<String> chosen = IntStream.range(0, 100)
                    .filter(selection::contains)
                    .mapToObj(names::get)
                    .toList();
            assertEquals(10, chosen.stream().distinct().count(), "seed " + seed);
            chosen.forEach(name -> drawn.merge(name, 1, Integer::sum));
        }

        // Each of 50 strata is drawn 100 times of 500 in the mean, with a standard deviation of 9.
        assertEquals(50, drawn.size());
        assertTrue(Collections.min(drawn.values()) > 55 && Collections.max(drawn.values()) < 145, drawn.toString());
    }

    @Test
    void theSameSeedDrawsTheSameItemsAndAnotherSeedOthers() {
        assertEquals(positions(draw(1, "ethics")), positions(draw(1, "ethics")));
        assertNotEquals(positions(draw(1, "ethics")), positions(draw(2, "ethics")));
        assertNotEquals(positions(draw(1, "ethics")), positions(draw(1, "fairness")));
    }

    @Test
    void theDrawIsTheOneThatCPythonMakesOfTheSameSeed() {
        assertEquals(List.of(0, 2, 3, 11, 22, 24, 25, 26, 27, 39), positions(draw(1, "ethics")));
    }

    @Test
    void withoutALimitEveryItemIsAsked() {
        Map<String, List<String>> strata = Map.of("s", List.of("", "", ""));

        assertEquals(
                3,
                ItemSelector.select(
                                strata, new ItemLimit(Place.START, OptionalInt.empty(), OptionalInt.empty()), 0, "d")
                        .get("s")
                        .size());
    }

    private static Selection draw(long seed, String dimension) {
        Map<String, List<String>> strata = new LinkedHashMap<>();
        strata.put(
                "s",
                IntStream.range(0, 40)
                        .mapToObj(i -> i % 4 == 0 ? "rare" : "common")
                        .toList());
        return ItemSelector.select(strata, total(10), seed, dimension).get("s");
    }

    private static List<Integer> positions(Selection selection) {
        return IntStream.range(0, 40).filter(selection::contains).boxed().toList();
    }

    @Test
    void aLimitForEachScenarioTakesAsManyOfEach() {
        Map<String, List<String>> strata = new LinkedHashMap<>();
        strata.put("large", Collections.nCopies(100, ""));
        strata.put("small", Collections.nCopies(3, ""));
        ItemLimit limit = new ItemLimit(Place.START, OptionalInt.empty(), OptionalInt.of(20));

        Map<String, Selection> selections = ItemSelector.select(strata, limit, 0, "d");

        assertEquals(20, selections.get("large").size());
        assertEquals(3, selections.get("small").size());
    }

    private static ItemLimit total(int items) {
        return new ItemLimit(Place.START, OptionalInt.of(items), OptionalInt.empty());
    }
}
