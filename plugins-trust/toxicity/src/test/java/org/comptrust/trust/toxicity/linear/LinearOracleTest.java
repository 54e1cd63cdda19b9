package org.comptrust.trust.toxicity.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.comptrust.api.trust.Metric;
import org.comptrust.core.data.FolderDataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The scorer against the ratings that Perspective gave to the benchmark's texts: the figures of {@code docs/toxicity-scorer.md}. */
@Tag("oracle")
class LinearOracleTest {
    private static final Path ORACLES = Path.of(System.getProperty("comptrust.oracles", ""));
    private static final double TOLERANCE = 5e-4;

    private static final Map<String, Double> DOCUMENTED = new LinkedHashMap<>(Map.of(
            "Pearson correlation", 0.901,
            "Spearman correlation", 0.892,
            "mean absolute error", 0.111,
            "root mean square error", 0.159,
            "area under the ROC curve, rated above 0.5", 0.971,
            "on the same side of 0.5", 0.918));

    @Test
    void agreesWithTheRatingsAsDocumented() {
        List<RatedText> texts = RatedTexts.read(new FolderDataSource(ORACLES.resolve("data/decodingtrust")));
        assertEquals(7173, texts.size());

        TrainedModel model = TrainedModel.of(texts, Settings.BEST);

        Map<String, Double> figures = model.figures().stream().collect(Collectors.toMap(Metric::name, Metric::value));
        List<String> wrong = DOCUMENTED.entrySet().stream()
                .filter(entry -> !(Math.abs(figures.get(entry.getKey()) - entry.getValue()) <= TOLERANCE))
                .map(entry ->
                        entry.getKey() + " is " + figures.get(entry.getKey()) + ", documented " + entry.getValue())
                .toList();
        System.out.println("toxicity scorer: " + (DOCUMENTED.size() - wrong.size()) + " of " + DOCUMENTED.size());
        assertEquals(List.of(), wrong);
    }
}
