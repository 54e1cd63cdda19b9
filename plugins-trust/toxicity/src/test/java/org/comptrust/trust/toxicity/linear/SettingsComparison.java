package org.comptrust.trust.toxicity.linear;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.comptrust.core.data.FolderDataSource;

/** Prints the table of {@code docs/toxicity-scorer.md}: settings by cross-validation on the user's copy of the benchmark. */
final class SettingsComparison {
    private static final List<Settings> COMPARED = List.of(
            new Settings(2, 1, 0, 2, 1, 1e-5, 60),
            new Settings(1, 2, 4, 2, 1, 1e-5, 60),
            new Settings(1, 2, 5, 2, 1, 1e-5, 60),
            new Settings(2, 3, 6, 2, 1, 1e-5, 60),
            new Settings(2, 2, 4, 2, 1, 1e-5, 60),
            new Settings(2, 1, 4, 2, 1, 1e-5, 60),
            new Settings(2, 2, 5, 2, 1, 1e-4, 60),
            new Settings(2, 2, 5, 2, 1, 2e-5, 60),
            new Settings(2, 2, 5, 2, 1, 1e-5, 60),
            new Settings(2, 2, 5, 2, 1, 1e-5, 120),
            new Settings(2, 2, 5, 2, 1, 5e-6, 60),
            new Settings(2, 2, 5, 2, 0.75, 3e-5, 60),
            new Settings(2, 2, 5, 2, 0.5, 1e-3, 60),
            new Settings(2, 2, 5, 3, 1, 1e-5, 60),
            new Settings(2, 1, 4, 3, 1, 1e-5, 60),
            new Settings(2, 1, 4, 5, 1, 1e-5, 60),
            new Settings(2, 1, 5, 4, 1, 1e-5, 60),
            new Settings(2, 1, 6, 6, 1, 1e-5, 60),
            new Settings(2, 1, 5, 8, 1, 1e-5, 60),
            new Settings(2, 1, 5, 15, 1, 1e-5, 60),
            new Settings(2, 1, 5, 15, 1, 5e-6, 60),
            new Settings(2, 1, 5, 30, 1, 1e-5, 60));

    private SettingsComparison() {}

    /** @param arguments the data folder */
    public static void main(String[] arguments) {
        List<RatedText> texts = RatedTexts.read(new FolderDataSource(Path.of(arguments[0])));
        double[] ratings = texts.stream().mapToDouble(RatedText::toxicity).toArray();
        for (Settings settings : COMPARED) {
            Features features = new Features(settings);
            List<Map<Long, Integer>> counts =
                    texts.stream().map(text -> features.of(text.text())).toList();
            Agreement found = Agreement.of(ratings, CrossValidation.predictions(texts, counts, settings));
            System.out.printf(
                    Locale.ROOT,
                    "| 1-%d | %d-%d | %d | %s | %s | %d | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f |%n",
                    settings.words(),
                    settings.shortest(),
                    settings.longest(),
                    settings.least(),
                    settings.norm(),
                    settings.regularization(),
                    settings.iterations(),
                    found.pearson(),
                    found.spearman(),
                    found.meanAbsoluteError(),
                    found.rootMeanSquareError(),
                    found.auc(),
                    found.sameSide());
        }
    }
}
