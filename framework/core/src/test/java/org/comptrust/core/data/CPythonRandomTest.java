package org.comptrust.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures are CPython 3's own; longer streams are compared by {@link RandomOracleTest}. */
class CPythonRandomTest {
    @Test
    void drawsWhatCPythonDraws() {
        assertEquals(0.8444218515250481, new CPythonRandom(0).random());
        assertEquals(0.13436424411240122, new CPythonRandom(1).random());
        assertEquals(List.of(12, 13, 1), new CPythonRandom(0).sample(20, 3));
    }

    @Test
    void theSignOfASeedDoesNotCount() {
        assertEquals(new CPythonRandom(7).random(), new CPythonRandom(-7).random());
        assertEquals(new CPythonRandom(Long.MAX_VALUE).random(), new CPythonRandom(-Long.MAX_VALUE).random());
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "21,5", "22,5", "21,21", "1000,300", "2000,6", "1000000,10"})
    void aSampleHoldsDistinctIndexes(int population, int count) {
        List<Integer> drawn = new CPythonRandom(3).sample(population, count);

        assertEquals(count, new HashSet<>(drawn).size());
        assertTrue(drawn.stream().allMatch(index -> index >= 0 && index < population));
    }

    @Test
    void aShuffleHoldsEveryIndexOnce() {
        List<Integer> shuffled = new CPythonRandom(3).shuffle(100);

        assertEquals(
                IntStream.range(0, 100).boxed().toList(),
                shuffled.stream().sorted().toList());
    }

    @Test
    void randintReachesBothEndsAndTheWholeRangeOfInts() {
        CPythonRandom random = new CPythonRandom(5);
        HashSet<Integer> seen = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            seen.add(random.randint(-1, 1));
            random.randint(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }

        assertEquals(new HashSet<>(List.of(-1, 0, 1)), seen);
    }

    @Test
    void refusesWhatCannotBeDrawn() {
        CPythonRandom random = new CPythonRandom(0);

        assertThrows(IllegalArgumentException.class, () -> random.sample(3, 4));
        assertThrows(IllegalArgumentException.class, () -> random.sample(3, -1));
        assertThrows(IllegalArgumentException.class, () -> random.randint(2, 1));
        assertThrows(IllegalArgumentException.class, () -> random.shuffle(-1));
    }
}
