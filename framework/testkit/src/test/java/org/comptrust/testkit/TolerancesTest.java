package org.comptrust.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TolerancesTest {
    @Test
    void namesTheFirstEntryThatIsTooFarAway() {
        AssertionError e = assertThrows(
                AssertionError.class,
                () -> Tolerances.assertClose("logits", new float[] {1, 2}, new float[] {1.05f, 2.5f}, 0.1));

        assertEquals("logits[1]: expected 2.0 within 0.1, was 2.5", e.getMessage());
    }

    @Test
    void nanIsNeverClose() {
        float[] nan = {Float.NaN};
        assertThrows(AssertionError.class, () -> Tolerances.assertClose("x", new float[] {0}, nan, 1e9));
        assertThrows(AssertionError.class, () -> Tolerances.assertRelative("x", nan, new float[] {0}, 1e9));
        assertTrue(Double.isNaN(Tolerances.relativeFrobenius(new float[] {1}, nan)));
    }

    @Test
    void sameBitsTellZerosApart() {
        assertThrows(AssertionError.class, () -> Tolerances.assertSameBits("x", new float[] {0f}, new float[] {-0f}));
        assertDoesNotThrow(() -> Tolerances.assertSameBits("x", new float[] {-0f}, new float[] {-0f}));
    }

    @Test
    void arraysOfDifferentLengthAreNotClose() {
        assertThrows(AssertionError.class, () -> Tolerances.assertClose("x", new float[1], new float[2], 1));
    }
}
