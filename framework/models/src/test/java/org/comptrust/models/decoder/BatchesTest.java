package org.comptrust.models.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BatchesTest {
    /** A prompt of some tokens and the most that may follow. */
    private record Work(int read, int written) {}

    @Test
    void whatWritesMostComesFirstAndThenTheLongestPrompt() {
        List<Work> work = List.of(new Work(5, 1), new Work(9, 1), new Work(2, 8), new Work(9, 1));

        assertEquals(List.of(List.of(2, 1), List.of(3, 0)), Batches.of(work, Work::read, Work::written, 2, 1000));
    }

    @Test
    void everyRowIsInOneBatchAndNoBatchIsTooLarge() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Work> work = new ArrayList<>();
            for (int i = random.nextInt(200); i > 0; i--) {
                work.add(new Work(random.nextInt(1, 60), random.nextInt(0, 30)));
            }
            List<Integer> seen = new ArrayList<>();
            for (List<Integer> batch : Batches.of(work, Work::read, Work::written, 10, 400)) {
                seen.addAll(batch);
                int columns =
                        batch.stream().mapToInt(i -> work.get(i).read()).max().orElseThrow()
                                + batch.stream()
                                        .mapToInt(i -> work.get(i).written())
                                        .max()
                                        .orElseThrow();
                assertTrue(batch.size() <= 10 && batch.size() * columns <= 400, "seed " + seed);
            }
            Collections.sort(seen);
            assertEquals(work.size(), seen.size(), "seed " + seed);
            for (int i = 0; i < seen.size(); i++) {
                assertEquals(i, seen.get(i), "seed " + seed);
            }
        }
    }

    @Test
    void aRowThatIsTooLongIsABatchOfItsOwn() {
        List<Work> work = List.of(new Work(900, 0), new Work(3, 0), new Work(3, 0));

        assertEquals(List.of(List.of(0), List.of(1, 2)), Batches.of(work, Work::read, Work::written, 10, 100));
    }

    @Test
    void aPromptThatIsContinuedSeveralTimesIsReadOnce() {
        List<Integer> a = Collections.nCopies(2000, 1);
        List<Integer> b = Collections.nCopies(1500, 2);
        List<Integer> c = Collections.nCopies(1500, 3);

        List<TokenGenerator.Reading> readings = TokenGenerator.Reading.of(List.of(a, a, a, b, b, c), Map.of());

        assertEquals(2, readings.size());
        assertEquals(List.of(a, b), readings.get(0).prompts());
        assertArrayEquals(new long[] {0, 0, 0, 1, 1}, readings.get(0).rows());
        assertEquals(List.of(c), readings.get(1).prompts());
        assertEquals(5, readings.get(1).first());
    }
}
