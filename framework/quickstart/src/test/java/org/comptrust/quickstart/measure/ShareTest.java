package org.comptrust.quickstart.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ShareTest {
    @Test
    void theIntervalIsWilsons() {
        // 8 of 10: worked by hand from the formula.
        Share share = new Share(8, 10);

        assertEquals(0.490162, share.lower(), 1e-6);
        assertEquals(0.943318, share.upper(), 1e-6);
    }

    @Test
    void allRightIsNotCertain() {
        assertEquals(1, new Share(20, 20).upper(), 1e-12);
        assertEquals(0.838875, new Share(20, 20).lower(), 1e-6);
    }

    @Test
    void moreRightAnswersThanAnswersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Share(3, 2));
    }
}
