package org.comptrust.models.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.comptrust.api.kernel.KernelException;
import org.junit.jupiter.api.Test;

class HalvingTest {
    private static final String FULL =
            "decoder.py: prefill failed: DefaultCPUAllocator: not enough memory: you tried to allocate 99 bytes.";

    private final List<List<Integer>> tried = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    @Test
    void aBatchThatDoesNotFitGoesOnInHalves() {
        Halving.run(List.of(1, 2, 3, 4, 5), batch -> work(batch, 3), notes::add);

        assertEquals(List.of(List.of(1, 2, 3, 4, 5), List.of(1, 2), List.of(3, 4, 5)), tried);
        assertEquals(List.of(Halving.NOTE), notes);
    }

    @Test
    void halvesThatDoNotFitEitherAreAnError() {
        assertThrows(
                KernelException.class, () -> Halving.run(List.of(1, 2, 3, 4), batch -> work(batch, 1), notes::add));
        assertEquals(List.of(), notes);
    }

    @Test
    void otherErrorsAreNotTriedAgain() {
        assertThrows(
                KernelException.class,
                () -> Halving.run(
                        List.of(1, 2),
                        batch -> {
                            tried.add(batch);
                            throw new KernelException("decoder.py: prefill failed: shapes differ", null);
                        },
                        notes::add));
        assertEquals(1, tried.size());
    }

    private void work(List<Integer> batch, int room) {
        tried.add(batch);
        if (batch.size() > room) {
            throw new KernelException(FULL, null);
        }
    }
}
