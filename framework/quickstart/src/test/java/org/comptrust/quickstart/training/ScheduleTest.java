package org.comptrust.quickstart.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    private final Schedule schedule = new Schedule(110, 10, 2);

    @Test
    void theRateRisesInALineToItsPeak() {
        assertEquals(0.2, schedule.rate(1), 1e-12);
        assertEquals(2, schedule.rate(10), 1e-12);
    }

    @Test
    void theRateFallsAsHalfACosineToATwentieth() {
        assertEquals(1.05, schedule.rate(60), 1e-12);
        assertEquals(0.1, schedule.rate(110), 1e-12);
    }
}
