package org.comptrust.trust.adversarialrobustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelReaderTest {
    private final LabelReader reader = new LabelReader(Map.of("left", 0, "right", 1));

    @ParameterizedTest
    @CsvSource({
        "left, left",
        "RIGHT, right",
        "It is right., right",
        "Is it right. No left, right",
        "I am frightened, right",
        "Well: left!, left"
    })
    void aWordInTheFirstSentenceIsTheLabelAlsoInsideAnother(String answer, String label) {
        assertEquals(Optional.of(label), reader.read(answer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "up", "left or right", "leftright", "Hm. left", ". right"})
    void noneOrSeveralCannotBeRead(String answer) {
        assertEquals(Optional.empty(), reader.read(answer));
    }

    @Test
    void whatIsQuotedIsDeletedWhereverItStands() {
        assertEquals(Optional.of("right"), reader.read("\"left\" right"));
        assertEquals(Optional.of("right"), reader.read("left, I say \"left\", or right"));
        assertEquals(Optional.empty(), reader.read("\"right\""));
    }

    @Test
    void quotationsAreDeletedOneAfterTheOther() {
        assertEquals(Optional.of("left"), reader.read("\"ig\" \"right\" left"), "then there is no right to delete");
        assertEquals(Optional.empty(), reader.read("\"e\" left"));
    }

    @Test
    void aQuotationEndsInItsLine() {
        assertEquals(Optional.of("left"), reader.read("\"left\n\""));
        assertEquals(Optional.empty(), reader.read("\"left\r\""), "only a line feed ends a line");
    }

    @Test
    void anOpenOrEmptyQuotationDeletesNothing() {
        assertEquals(Optional.of("left"), reader.read("\"left"));
        assertEquals(Optional.of("left"), reader.read("\"\" left"));
    }

    @Test
    void everyTextIsReadAndAlwaysTheSameWay() {
        String[] pieces = {"left", "right", "\"", ".", "\n", " ", "\u0130", "\ud83d", "x", "(", "\\", "$"};
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            StringBuilder answer = new StringBuilder();
            for (int i = random.nextInt(9); i > 0; i--) {
                answer.append(pieces[random.nextInt(pieces.length)]);
            }
            Optional<String> read = reader.read(answer.toString());

            assertEquals(read, reader.read(answer.toString()), "seed " + seed);
            assertTrue(
                    read.map(word -> answer.indexOf(word) >= 0 || answer.indexOf("\"") >= 0)
                            .orElse(true),
                    "seed " + seed);
        }
    }
}
