package org.comptrust.core.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
    @Test
    void namesTheClosestAndAllKnownOnes() {
        assertEquals(
                "Did you mean \"toxicity\"? Known: fairness, privacy, toxicity.",
                Suggestion.of("toxcity", List.of("toxicity", "privacy", "fairness")));
    }

    @Test
    void swappedLettersAndCaseAreSmallMistakes() {
        assertEquals("Did you mean \"bits\"? Known: bits.", Suggestion.of("bist", List.of("bits")));
        assertEquals("Did you mean \"groupSize\"? Known: groupSize.", Suggestion.of("groupsize", List.of("groupSize")));
    }

    @Test
    void guessesNothingFromAfar() {
        assertEquals("Known: gptq.", Suggestion.of("wanda", List.of("gptq")));
    }
}
