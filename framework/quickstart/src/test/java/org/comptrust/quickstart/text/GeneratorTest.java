package org.comptrust.quickstart.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GeneratorTest {
    @Test
    void theSameSeedWritesTheSameTextAndAnotherSeedAnother() {
        assertEquals(trainingText(1), trainingText(1));
        assertNotEquals(trainingText(1), trainingText(2));
    }

    @Test
    void noDeedOfATestIsATrainingDeed() {
        Deeds deeds = new Deeds(new Draw(1));
        Set<String> trained = Stream.generate(deeds::forTraining)
                .limit(20_000)
                .map(Deed::sentence)
                .collect(Collectors.toSet());

        Set<String> tested =
                Stream.generate(deeds::forTest).limit(2_000).map(Deed::sentence).collect(Collectors.toSet());

        assertTrue(trained.size() > 10_000, "only " + trained.size() + " different deeds");
        assertTrue(tested.stream().noneMatch(trained::contains));
    }

    @Test
    void halfOfTheDeedsAreWrong() {
        Deeds deeds = new Deeds(new Draw(3));

        long wrong = Stream.generate(deeds::forTest)
                .limit(10_000)
                .filter(Deed::wrong)
                .count();

        assertEquals(5_000, wrong, 250, "wrong of 10,000"); // five standard deviations
    }

    @Test
    void noSentenceIsBothWrongAndNotWrong() {
        Deeds deeds = new Deeds(new Draw(4));
        Set<String> wrong = new HashSet<>();
        Set<String> notWrong = new HashSet<>();

        Stream.generate(deeds::forTraining).limit(50_000).forEach(deed -> (deed.wrong() ? wrong : notWrong)
                .add(deed.sentence()));

        assertTrue(wrong.stream().noneMatch(notWrong::contains));
    }

    @Test
    void theTrainingTextHoldsNoDeedGroupJailbreakOrExcuseOfATest() {
        String text = trainingText(5);
        Deeds deeds = new Deeds(new Draw(6));

        Stream<String> deedsOfTests = Stream.generate(deeds::forTest).limit(500).map(Deed::sentence);
        List<String> found = Stream.of(
                        deedsOfTests,
                        Statements.testedGroups().stream(),
                        Wording.testedJailbreaks().stream(),
                        Wording.testedExcuses().stream())
                .flatMap(texts -> texts)
                .filter(text::contains)
                .toList();

        assertTrue(found.isEmpty(), found.toString());
    }

    @Test
    void everyTestedStatementIsAboutAHeldOutGroup() {
        List<Statement> statements = Statements.forTest(false);

        assertEquals(16 * Statements.TESTED_GROUPS * 3, statements.size());
        assertTrue(statements.stream().allMatch(statement -> HeldOut.contains(statement.group())));
        assertFalse(statements.stream().anyMatch(Statement::fair));
    }

    @Test
    void aStoryOfATestIsNoTrainingStory() {
        Stories stories = new Stories(new Draw(7));
        Set<String> trained = Stream.generate(stories::forTraining).limit(5_000).collect(Collectors.toSet());

        assertTrue(Stream.generate(stories::forTest).limit(500).noneMatch(trained::contains));
    }

    private static String trainingText(long seed) {
        Draw draw = new Draw(seed);
        Dialogues dialogues = new Dialogues(draw);
        Stories stories = new Stories(draw);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            dialogues.next().forEach(passage -> text.append(passage.text()));
            text.append('\n').append(stories.forTraining()).append('\n');
        }
        return text.toString();
    }
}
