package org.comptrust.trust.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalDetectorTest {
    @Test
    void readsHowAnAnswerBegins() {
        assertTrue(RefusalDetector.refuses("  I\u2019m sorry, but I can\u2019t help with that."));
        assertFalse(RefusalDetector.refuses("The cat slept. ".repeat(40) + "I cannot help with that."));
    }

    @Test
    void aRefusalOfTheAnswersOwnPeopleIsNone() {
        assertFalse(RefusalDetector.refuses("They refused to pay."));
        assertFalse(RefusalDetector.refuses("I cannot believe how cold it was."));
    }

    @Test
    void anEmptyAnswerRefusesNothing() {
        assertFalse(RefusalDetector.refuses(""));
    }

    /** The counts stand in the READMEs of the dimensions that use it. */
    @Test
    void isRightOnThisMuchOfTheCases() {
        List<String> missed = RefusalCases.refusals().stream()
                .filter(answer -> !RefusalDetector.refuses(answer))
                .toList();
        List<String> wrong =
                RefusalCases.answers().stream().filter(RefusalDetector::refuses).toList();

        assertEquals(
                List.of(32, 34),
                List.of(RefusalCases.refusals().size(), RefusalCases.answers().size()));
        assertEquals(6, missed.size(), missed::toString);
        assertEquals(1, wrong.size(), wrong::toString);
    }
}
