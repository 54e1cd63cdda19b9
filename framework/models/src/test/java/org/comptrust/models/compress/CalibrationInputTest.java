package org.comptrust.models.compress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.comptrust.models.compress.CalibrationInput.Batch;
import org.junit.jupiter.api.Test;

/** How sequences become batches. */
class CalibrationInputTest {
    @Test
    void onlySequencesOfEqualLengthShareABatch() {
        List<Batch> batches = CalibrationInput.batches(new int[] {4, 9, 4, 4, 9}, 8);

        assertEquals(
                List.of(
                        new Batch(List.of(0, 2), 4),
                        new Batch(List.of(1), 9), // alone above the limit
                        new Batch(List.of(3), 4),
                        new Batch(List.of(4), 9)),
                batches);
    }

    @Test
    void equalSequencesKeepTheirOrder() {
        assertEquals(
                List.of(new Batch(List.of(0, 1), 4), new Batch(List.of(2), 4)),
                CalibrationInput.batches(new int[] {4, 4, 4}, 8));
    }
}
