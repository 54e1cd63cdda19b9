package org.comptrust.core.average;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AverageDefinitionTest {
    @Test
    void theStudysTwoAveragesAreOverNineAndOverSix() {
        assertEquals(List.of("mean", "num_sheet", "leaderboard"), AverageDefinition.names());
        assertEquals(8, of("mean").dimensions().size());
        assertEquals(9, of("num_sheet").dimensions().size());
        assertEquals(6, of("leaderboard").dimensions().size());
    }

    @Test
    void aDimensionWithoutAScoreGivesNoAverage() {
        Map<String, Double> scores = new HashMap<>();
        of("leaderboard").dimensions().forEach(id -> scores.put(id, 10.0 * scores.size()));

        assertEquals(Optional.of(25.0), of("leaderboard").of(scores));
        assertEquals(Optional.empty(), of("mean").of(scores));
        assertEquals(
                2, of("mean").missing(scores).size(), of("mean").missing(scores).toString());
    }

    private static AverageDefinition of(String name) {
        return AverageDefinition.of(name).orElseThrow();
    }
}
