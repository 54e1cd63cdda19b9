package org.comptrust.models.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import org.comptrust.models.engine.TorchEngine.Handles;
import org.junit.jupiter.api.Test;

/** How memory over time is judged; samples are 40 batches apart, unless said otherwise. */
class SoakResultTest {
    private static final Handles NONE = new Handles(0, 0, 0);

    @Test
    void memoryThatStraysButStaysIsFlat() {
        SoakResult result = result(4000, 40, batch -> 400 + noise(batch));

        assertEquals(List.of(), result.faults());
        assertTrue(result.verdict().startsWith("Resident memory is flat"), result.verdict());
    }

    @Test
    void memoryThatGrowsByTwoMegabytesInAThousandBatchesIsAFault() {
        SoakResult result = result(4000, 40, batch -> 400 + 2 * batch / 1000.0 + noise(batch));

        assertTrue(result.verdict().startsWith("Resident memory grows by 2."), result.verdict());
        assertEquals(1, result.faults().size());
    }

    @Test
    void whatTheJavaHeapKeepsForLaterIsNoGrowthButWhatItHoldsIs() {
        LongToDoubleFunction reserve = batch -> 32 + 3 * batch / 1000.0;

        assertEquals(
                List.of(),
                result(4000, 40, batch -> 400 + 3 * batch / 1000.0, batch -> 16, reserve)
                        .faults());
        assertEquals(
                1,
                result(4000, 40, batch -> 400 + 3 * batch / 1000.0, batch -> 16 + 3 * batch / 1000.0, reserve)
                        .faults()
                        .size());
    }

    @Test
    void whatFillsInTheFirstFifthDoesNotCount() {
        SoakResult result = result(4000, 40, batch -> Math.min(batch, 700) + noise(batch));

        assertEquals(List.of(), result.faults());
    }

    @Test
    void aSlopeThatItsErrorHidesIsNotCalledFlat() {
        SoakResult result = result(1400, 40, batch -> 400 + 20 * noise(batch));

        assertEquals(List.of(), result.faults());
        assertTrue(result.verdict().contains("a longer run would tell"), result.verdict());
    }

    @Test
    void aShortRunIsNotJudgedByItsSlope() {
        SoakResult result = result(200, 10, batch -> 400 + batch);

        assertEquals(List.of(), result.faults());
        assertTrue(result.verdict().startsWith("Fewer than 1,000 batches"), result.verdict());
    }

    @Test
    void otherAnswersAtTheEndAreAFault() {
        SoakResult result = new SoakResult(1, 1, 0, 1, 0, 1, false, NONE, NONE, List.of());

        assertEquals(List.of("The first group of requests was answered otherwise at the end."), result.faults());
    }

    @Test
    void handlesThatWereThereBeforeAreNotLeft() {
        Handles before = new Handles(2, 0, 1);
        assertEquals(List.of(), new SoakResult(1, 1, 0, 1, 0, 1, true, before, before, List.of()).faults());
        assertEquals(
                1,
                new SoakResult(1, 1, 0, 1, 0, 1, true, before, new Handles(2, 1, 1), List.of())
                        .faults()
                        .size());
    }

    /** Up to half a megabyte, either way. */
    private static double noise(double batch) {
        return new SplittableRandom((long) batch).nextDouble() - 0.5;
    }

    private static SoakResult result(long batches, long every, LongToDoubleFunction megabytes) {
        return result(batches, every, megabytes, batch -> 16, batch -> 32);
    }

    /** Megabytes that are resident, in use in the Java heap, and taken by it. */
    private static SoakResult result(
            long batches,
            long every,
            LongToDoubleFunction resident,
            LongToDoubleFunction heap,
            LongToDoubleFunction heapCommitted) {
        List<SoakResult.Sample> samples = new ArrayList<>();
        for (long batch = 0; batch <= batches; batch += every) {
            samples.add(new SoakResult.Sample(
                    batch,
                    batch,
                    OptionalLong.of(bytes(resident, batch)),
                    bytes(heap, batch),
                    bytes(heapCommitted, batch),
                    NONE));
        }
        return new SoakResult(batches, batches, 0, 1, 0, batches, true, NONE, NONE, samples);
    }

    private static long bytes(LongToDoubleFunction megabytes, long batch) {
        return (long) (megabytes.applyAsDouble(batch) * (1 << 20));
    }
}
