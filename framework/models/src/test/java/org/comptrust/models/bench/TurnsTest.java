package org.comptrust.models.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    @Test
    void eachWorkHasItsTurnInEveryRound() {
        List<String> turns = new ArrayList<>();

        double[] seconds = Turns.seconds(List.of(() -> turns.add("a"), () -> turns.add("b")), 3);

        assertEquals(2, seconds.length);
        assertEquals(8, turns.size(), "a round that warms up and three that count: " + turns);
        for (int i = 0; i < turns.size(); i++) {
            assertEquals(i % 2 == 0 ? "a" : "b", turns.get(i));
        }
    }

    @Test
    void oneTurnThatTookLongDoesNotCount() {
        assertEquals(2, Turns.median(2, 90, 1));
        assertEquals(2.5, Turns.median(90, 3, 2, 1));
    }
}
