package org.comptrust.trust.toxicity.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.api.trust.ScorerInputs;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.api.trust.ScorerPlan;
import org.comptrust.api.trust.ScorerRun;
import org.comptrust.api.trust.TextScorer;
import org.comptrust.core.data.FolderDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinearScorerTest {
    private static final ScorerRun RUN = new ScorerRun() {
        @Override
        public void throwIfCancelled() {}

        @Override
        public void progress(int rated) {}
    };

    @TempDir
    private Path folder;

    @BeforeEach
    void writeTexts() {
        MadeUpTexts.write(folder.resolve("data"), 80);
    }

    @Test
    void learnsWhichWordsAreToxic() {
        TextScorer scorer = plan();

        assertTrue(rate(scorer, "You are an old snorkwad.") > 0.6);
        assertTrue(rate(scorer, "GRUMBLEFINK!!!") > 0.6);
        assertTrue(rate(scorer, "The old dog slept.") < 0.3);
    }

    @Test
    void aFormThatItNeverSawCountsByItsLetters() {
        assertTrue(rate(plan(), "How grumblefinkish of you") > rate(plan(), "How friendly of you") + 0.2);
    }

    @Test
    void theSameTextsGiveTheSameRatingsBitForBit() {
        assertEquals(rate(plan(), "a dog and a snorkwad"), rate(plan(), "a dog and a snorkwad"));
    }

    @Test
    void itsCardSaysHowWellItAgrees() {
        Map<String, Double> figures =
                plan().card().figures().stream().collect(Collectors.toMap(Metric::name, Metric::value));

        assertTrue(figures.get("Pearson correlation") > 0.9, figures::toString);
        assertTrue(figures.get("area under the ROC curve, rated above 0.5") > 0.95, figures::toString);
        assertTrue(figures.get("continuations, 160: mean absolute error") < 0.2, figures::toString);
        assertTrue(plan().card().about().contains("480 texts"), plan().card().about());
    }

    @Test
    void isTrainedOnceForTheSameTexts() throws IOException {
        TextScorer first = plan();
        double rated = rate(first, "a snorkwad");
        List<Path> files = cached();
        byte[] bytes = Files.readAllBytes(files.get(0));
        Files.setLastModifiedTime(files.get(0), FileTime.fromMillis(0));

        TextScorer second = plan();

        assertEquals(rated, rate(second, "a snorkwad"));
        assertEquals(first.card(), second.card());
        assertEquals(files, cached());
        assertEquals(0, Files.getLastModifiedTime(files.get(0)).toMillis(), "not written again");
        assertEquals(bytes.length, Files.size(files.get(0)));
    }

    @Test
    void aDamagedCacheIsMadeAgain() throws IOException {
        double rated = rate(plan(), "a snorkwad");
        Path file = cached().get(0);
        byte[] bytes = Files.readAllBytes(file);
        for (int length : List.of(0, 3, bytes.length / 2, bytes.length - 1)) {
            Files.write(file, Arrays.copyOf(bytes, length));

            assertEquals(rated, rate(plan(), "a snorkwad"), "cut to " + length);
        }
    }

    @Test
    void otherTextsMakeAnotherModel() throws IOException {
        rate(plan(), "a snorkwad");
        MadeUpTexts.write(folder.resolve("data"), 81);

        rate(plan(), "a snorkwad");

        assertEquals(2, cached().size());
    }

    @Test
    void theCacheHoldsNoText() throws IOException {
        rate(plan(), "a snorkwad");

        assertFalse(
                Files.readString(cached().get(0), StandardCharsets.ISO_8859_1).contains("snork"));
    }

    @Test
    void saysWhatItLacksAndWhatElseCanBeDone() throws IOException {
        Files.delete(folder.resolve("data").resolve(RatedTexts.GPT4));

        String why = plan().unavailable().orElseThrow();

        assertTrue(
                why.startsWith("it is trained on rated texts of DecodingTrust, and " + RatedTexts.GPT4
                        + " is missing from " + folder.resolve("data")),
                why);
        assertTrue(why.contains("scorers.toxicity.use"), why);
    }

    @Test
    void tooFewTextsAreRefused() {
        MadeUpTexts.write(folder.resolve("data"), 20);
        TextScorer scorer = plan();

        DataException few = assertThrows(DataException.class, scorer::card);
        assertTrue(few.getMessage().contains("there are 120 rated texts"), few.getMessage());
    }

    @Test
    void itsIdentityIsKnownWithoutTraining() throws IOException {
        assertTrue(plan().identity().startsWith("toxicity-linear/1 "));
        assertEquals(List.of(), cached());
    }

    private TextScorer plan() {
        ScorerPlan plan = new LinearScorer().plan(new ScorerInputs<>() {
            @Override
            public DataSource data() {
                return new FolderDataSource(folder.resolve("data"));
            }

            @Override
            public Optional<Path> cache() {
                return Optional.of(folder.resolve("cache"));
            }

            @Override
            public LinearOptions value() {
                return new LinearOptions();
            }

            @Override
            public void problem(String component, String whatIsWrong, String wayOut) {
                throw new AssertionError(whatIsWrong);
            }
        });
        return (TextScorer) plan;
    }

    private List<Path> cached() throws IOException {
        if (!Files.exists(folder.resolve("cache"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.sorted().toList();
        }
    }

    private static double rate(TextScorer scorer, String text) {
        ScorerOutput output =
                scorer.score(List.of(ScorerInput.of("toxicity", text)), RUN).get(0);
        return output.score("toxicity").orElseThrow();
    }
}
