package org.comptrust.core.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.comptrust.core.journal.GradedAnswer;
import org.junit.jupiter.api.Test;

class StrataTest {
    @Test
    void scenariosAreStrataAndAnItemsOwnStratumLiesWithin() {
        assertEquals(
                List.of(List.of(0, 3), List.of(1, 2), List.of(4, 5)), strata("a/x", "a/y", "a/y", "a/x", "b/x", "b/x"));
    }

    @Test
    void itemsThatAreAloneInTheirStratumArePooledWithinTheirScenario() {
        assertEquals(List.of(List.of(0, 1), List.of(2, 3)), strata("a/x", "a/y", "a/z", "a/z"));
    }

    @Test
    void oneLoneItemJoinsTheSmallestStratumOfItsScenario() {
        assertEquals(List.of(List.of(0, 4, 5), List.of(1, 2, 3)), strata("a/x", "a/y", "a/y", "a/y", "a/z", "a/z"));
    }

    @Test
    void scenariosOfOneItemArePooledWithEachOther() {
        assertEquals(List.of(List.of(0, 1, 2), List.of(3, 4)), strata("a/", "b/", "c/", "d/", "d/"));
    }

    @Test
    void anItemThatIsAllThereIsStaysAlone() {
        assertEquals(List.of(List.of(0)), strata("a/"));
    }

    private static List<List<Integer>> strata(String... places) {
        List<GradedAnswer> items = new ArrayList<>();
        for (String place : places) {
            String[] parts = place.split("/", -1);
            items.add(Answered.item(parts[0], parts[1], items.size(), true));
        }
        return Strata.of(items).groups().stream()
                .map(rows -> Arrays.stream(rows).boxed().toList())
                .toList();
    }
}
