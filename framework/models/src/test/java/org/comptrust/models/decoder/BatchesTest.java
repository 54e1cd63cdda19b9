package org.comptrust.models.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
    @Test
    void theLongestRowComesFirst() {
        assertEquals(List.of(List.of(1, 3), List.of(0, 2)), Batches.of(List.of(5, 9, 2, 9), length -> length, 2, 1000));
    }

    @Test
    void everyRowIsInOneBatchAndNoBatchIsTooLarge() {
        for (int seed = 0; seed < 50; seed++) {
            List<Integer> lengths = lengths(seed);
            List<Integer> seen = new ArrayList<>();
            for (List<Integer> batch : Batches.of(lengths, length -> length, 10, 400)) {
                seen.addAll(batch);
                int longest = batch.stream().mapToInt(lengths::get).max().orElseThrow();
                assertTrue(batch.size() <= 10 && batch.size() * longest <= 400, "seed " + seed);
            }
            assertEachOnce(lengths.size(), seen, "seed " + seed);
        }
    }

    @Test
    void aRowThatIsTooLongIsABatchOfItsOwn() {
        assertEquals(List.of(List.of(0), List.of(1, 2)), Batches.of(List.of(900, 3, 3), length -> length, 10, 100));
    }

    @Test
    void tasksShareOneCacheWhereItHasRowsForAllOfThem() {
        assertEquals(List.of(List.of(1, 2, 0)), pools(List.of(10, 100, 20), 3, 300));
    }

    @Test
    void shortTasksGetACacheOfTheirOwnWhereLongOnesWouldLeaveThemFewRows() {
        assertEquals(List.of(List.of(1), List.of(0, 2, 3)), pools(List.of(10, 100, 10, 10), 8, 200));
    }

    @Test
    void everyTaskIsInOneCache() {
        for (int seed = 0; seed < 50; seed++) {
            List<Integer> lengths = lengths(seed);
            List<Integer> seen =
                    pools(lengths, 8, 200).stream().flatMap(List::stream).toList();
            assertEachOnce(lengths.size(), new ArrayList<>(seen), "seed " + seed);
        }
    }

    private static List<List<Integer>> pools(List<Integer> columns, int rows, long places) {
        return TokenGenerator.pools(IntStream.range(0, columns.size()).boxed().toList(), columns::get, rows, places);
    }

    private static List<Integer> lengths(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return random.ints(random.nextInt(200), 1, 90).boxed().toList();
    }

    private static void assertEachOnce(int count, List<Integer> seen, String which) {
        Collections.sort(seen);
        assertEquals(IntStream.range(0, count).boxed().toList(), seen, which);
    }

    @Test
    void aPromptThatIsContinuedSeveralTimesIsReadOnce() {
        List<Integer> a = Collections.nCopies(1000, 1);
        List<Integer> b = Collections.nCopies(750, 2);
        List<Integer> c = Collections.nCopies(750, 3);

        List<Reading> readings = Reading.of(List.of(a, a, a, b, b, c), Map.of());

        assertEquals(2, readings.size());
        assertEquals(List.of(a, b), readings.get(0).prompts());
        assertArrayEquals(new long[] {0, 0, 0, 1, 1}, readings.get(0).rows());
        assertEquals(List.of(c), readings.get(1).prompts());
        assertEquals(5, readings.get(1).first());
    }
}
