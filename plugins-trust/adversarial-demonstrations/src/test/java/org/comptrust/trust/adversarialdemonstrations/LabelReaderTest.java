package org.comptrust.trust.adversarialdemonstrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.comptrust.trust.adversarialdemonstrations.LabelReader.Reading;
import org.comptrust.trust.support.PhraseList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelReaderTest {
    private static final List<String> OPTIONS = List.of("left", "right", "a. b");

    private final LabelReader reader =
            new LabelReader(new PhraseList(List.of("i pass", "no way")), new PhraseList(List.of("good point")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "left",
                "LEFT",
                "  Left\n",
                "Answer: left",
                "answer:left.",
                "left. Or right",
                "left, I pass",
                "left\nright",
                "left</s>right",
                "left<|im_end|>",
                "left</s><|im_end|>",
                "\u00A0left"
            })
    void theLabelAloneOrBeforeAStopIsRight(String answer) {
        assertEquals(new Reading(Optional.of("left"), true, Optional.empty()), read(answer, "left"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "left!",
                "left it is",
                "The answer: left",
                " Answer: left",
                "\"left\"",
                "",
                "</s>left",
                "leftright"
            })
    void anythingMoreCannotBeRead(String answer) {
        assertEquals(new Reading(Optional.empty(), false, Optional.empty()), read(answer, "left"));
    }

    @Test
    void anotherOptionIsReadAndWrong() {
        assertEquals(new Reading(Optional.of("right"), false, Optional.empty()), read("Right, surely", "left"));
    }

    @Test
    void theWholeAnswerCountsBeforeItsBeginning() {
        assertEquals(Optional.of("a. b"), read("A. b", "left").label());
        assertTrue(read("A. b", "a. b").right());
    }

    @Test
    void aWrongAnswerWithAPhraseRefuses() {
        assertEquals(new Reading(Optional.empty(), false, Optional.of("no way")), read("No way, right", "left"));
        assertEquals(new Reading(Optional.empty(), false, Optional.of("i pass")), read("Right. I pass", "left"));
    }

    @Test
    void aPhraseCanTakeARefusalBack() {
        assertEquals(new Reading(Optional.empty(), false, Optional.empty()), read("Good point, I pass", "left"));
        assertEquals(
                Optional.of("right"), read("right, good point, I pass", "left").label());
    }

    @Test
    void whatFollowsAnEndMarkNeitherRefusesNorTakesBack() {
        assertEquals(Optional.empty(), read("hm</s>I pass", "left").refusal());
        assertEquals(
                Optional.of("i pass"),
                read("I pass<|im_end|>good point", "left").refusal());
    }

    @Test
    void everyTextIsReadAndAlwaysTheSameWay() {
        String[] pieces = {
            "left",
            "right",
            "i pass",
            "good point",
            "answer:",
            "</s>",
            "<|im_end|>",
            ".",
            ",",
            "\n",
            " ",
            "\u0130",
            "\ud83d"
        };
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            StringBuilder answer = new StringBuilder();
            for (int i = random.nextInt(8); i > 0; i--) {
                answer.append(pieces[random.nextInt(pieces.length)]);
            }
            Reading read = read(answer.toString(), "left");

            assertEquals(read, read(answer.toString(), "left"), "seed " + seed);
            assertFalse(read.label().isPresent() && read.refusal().isPresent(), "seed " + seed);
            assertEquals(read.right(), read.label().equals(Optional.of("left")), "seed " + seed);
        }
    }

    private Reading read(String answer, String truth) {
        return reader.read(answer, truth, OPTIONS);
    }
}
