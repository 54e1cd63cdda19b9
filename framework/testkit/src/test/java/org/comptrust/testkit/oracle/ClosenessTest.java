package org.comptrust.testkit.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ClosenessTest {
    @Test
    void anExactOutputMayNotDifferAtAll() {
        assertTrue(passes("\"exact (ties are all pruned)\"", 1, 1));
        assertTrue(!passes("\"exact\"", 1, Math.nextUp(1f)));
    }

    @Test
    void aShareOfEntriesMayDiffer() {
        String quarter = "{\"max_mismatch_fraction\": 0.25}";
        assertTrue(closeness(quarter)
                .refuse(new float[4], new float[] {0, 7, 0, 0})
                .isEmpty());
        assertEquals(
                "max_mismatch_fraction 0.5 above 0.25; first at 1: expected 0.0, was 7.0",
                closeness(quarter)
                        .refuse(new float[4], new float[] {0, 7, 7, 0})
                        .orElseThrow());
    }

    @Test
    void relativeAndAbsoluteDifferencesAreLimited() {
        assertTrue(passes("{\"rel\": 0.1}", 100, 109) && !passes("{\"rel\": 0.1}", 100, 111));
        assertTrue(passes("{\"max_abs\": 2}", 100, 102) && !passes("{\"max_abs\": 2}", 100, 103));
        assertTrue(passes("{\"rel_frobenius\": 0.1}", 100, 109) && !passes("{\"rel_frobenius\": 0.1}", 100, 111));
    }

    @Test
    void nanNeverPasses() {
        for (String measure : new String[] {"max_mismatch_fraction", "rel", "max_abs", "rel_frobenius"}) {
            float[] oneIsNan = {1, Float.NaN, 1};
            assertTrue(
                    closeness("{\"" + measure + "\": 0.9}")
                            .refuse(new float[] {1, 1, 1}, oneIsNan)
                            .isPresent(),
                    measure);
        }
        assertTrue(!passes("\"exact\"", Float.NaN, Float.NaN));
    }

    @Test
    void anUnknownToleranceIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> closeness("{\"ulps\": 3}"));
    }

    private static boolean passes(String tolerance, float expected, float actual) {
        return closeness(tolerance)
                .refuse(new float[] {expected}, new float[] {actual})
                .isEmpty();
    }

    private static Closeness closeness(String json) {
        try {
            return Closeness.of(new ObjectMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
