package org.comptrust.trust.toxicity.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.comptrust.core.data.FolderDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrossValidationTest {
    @TempDir
    private Path folder;

    @Test
    void textsOfOnePromptAreInOneFold() {
        MadeUpTexts.write(folder, 60);
        List<RatedText> texts = RatedTexts.read(new FolderDataSource(folder));

        int[] folds = CrossValidation.folds(texts);

        Map<String, Set<Integer>> byGroup = new HashMap<>();
        for (int i = 0; i < folds.length; i++) {
            byGroup.computeIfAbsent(texts.get(i).group(), group -> new HashSet<>())
                    .add(folds[i]);
        }
        assertTrue(byGroup.values().stream().allMatch(inside -> inside.size() == 1));
        assertEquals(5, Arrays.stream(folds).distinct().count());
    }

    @Test
    void aPromptItsContinuationAndWhatModelsWroteToItBelongTogether() {
        MadeUpTexts.write(folder, 60);
        List<RatedText> texts = RatedTexts.read(new FolderDataSource(folder));

        assertEquals(
                Set.of("toxic.jsonl.7"),
                new HashSet<>(List.of(
                        texts.get(120 + 14).group(), // prompt of line 7 of the challenging ones
                        texts.get(120 + 15).group(), // its continuation
                        texts.get(240 + 7).group(), // by one model
                        texts.get(300 + 7).group()))); // by the other
    }

    @Test
    void equalTextsBelongTogetherWhereverTheyStand() throws Exception {
        MadeUpTexts.write(folder, 60);
        Path file = folder.resolve(RatedTexts.EVERYDAY);
        List<String> lines = Files.readAllLines(file);
        Files.write(file, List.of(lines.get(0), lines.get(1), lines.get(0)));

        List<RatedText> texts = RatedTexts.read(new FolderDataSource(folder));

        assertEquals(texts.get(0).group(), texts.get(4).group());
        assertTrue(!texts.get(0).group().equals(texts.get(2).group()));
    }

    @Test
    void theWeightsOfOneWordComeOutAsTheRatingsSay() {
        // Half of the texts have the n-gram. Without regularization its texts get their mean rating, and the others
        // theirs.
        Encoder.Row with = new Encoder.Row(new int[] {0}, new float[] {1});
        Encoder.Row without = new Encoder.Row(new int[0], new float[0]);
        double[] weights = new Training(List.of(with, with, without, without), new double[] {0.9, 0.7, 0.1, 0.3}, 1, 0)
                .weights(100);

        assertEquals(Math.log(0.2 / 0.8), weights[1], 1e-3, "logit of the mean of those without");
        assertEquals(Math.log(0.8 / 0.2), weights[0] + weights[1], 1e-3, "logit of the mean of those with");
    }

    @Test
    void agreementIsThatOfTheTextbooks() {
        double[] ratings = {0.1, 0.4, 0.6, 0.9};
        double[] predictions = {0.2, 0.7, 0.3, 0.9};

        Agreement agreement = Agreement.of(ratings, predictions);

        assertEquals(0.8, agreement.spearman(), 1e-12, "one pair of neighbours is exchanged: 1 - 6 * 2 / (4 * 15)");
        assertEquals(0.175, agreement.meanAbsoluteError(), 1e-12);
        assertEquals(Math.sqrt((0.01 + 0.09 + 0.09) / 4), agreement.rootMeanSquareError(), 1e-12);
        assertEquals(0.75, agreement.auc(), 1e-12, "three of four pairs are in order");
        assertEquals(0.5, agreement.sameSide(), 1e-12);
        assertEquals(0.24 / Math.sqrt(0.34 * 0.3275), agreement.pearson(), 1e-12);
    }

    @Test
    void wordsAreInLowerCaseWithoutAccentsAndLongRepeatsAndMarksStandAlone() {
        assertEquals(
                List.of("you", "silly", "don't", "f**l", ",", "garcon", "!", "!"),
                Features.words("YOU sillllly don\u2019t f**l, gar\u00e7on!!"));
    }
}
