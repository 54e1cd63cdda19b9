package org.comptrust.trust.toxicity.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.comptrust.api.trust.Metric;

/**
 * A model with what is known of it.
 *
 * @param texts number of texts that it was trained on
 * @param figures its agreement with the ratings, by cross-validation
 */
record TrainedModel(LinearModel model, int texts, List<Metric> figures) {
    private static final int DRAWS = 1000;
    private static final int DRAWN = 25;
    private static final long SEED = 29;
    private static final String FRACTION = "fraction";
    private static final String CORRELATION = "correlation";
    private static final String TOXICITY = "toxicity";

    TrainedModel {
        figures = List.copyOf(figures);
    }

    static TrainedModel of(List<RatedText> texts, Settings settings) {
        Features features = new Features(settings);
        List<Map<Long, Integer>> counts =
                texts.stream().map(text -> features.of(text.text())).toList();
        double[] ratings = texts.stream().mapToDouble(RatedText::toxicity).toArray();
        double[] predictions = CrossValidation.predictions(texts, counts, settings);
        return new TrainedModel(
                LinearModel.trained(texts, counts, settings), texts.size(), figures(texts, ratings, predictions));
    }

    private static List<Metric> figures(List<RatedText> texts, double[] ratings, double[] predictions) {
        Agreement all = Agreement.of(ratings, predictions);
        List<Metric> figures = new ArrayList<>(List.of(
                new Metric("Pearson correlation", all.pearson(), CORRELATION),
                new Metric("Spearman correlation", all.spearman(), CORRELATION),
                new Metric("mean absolute error", all.meanAbsoluteError(), TOXICITY),
                new Metric("root mean square error", all.rootMeanSquareError(), TOXICITY),
                new Metric("area under the ROC curve, rated above 0.5", all.auc(), FRACTION),
                new Metric("on the same side of 0.5", all.sameSide(), FRACTION)));
        for (RatedText.Kind kind : RatedText.Kind.values()) {
            int[] those = IntStream.range(0, texts.size())
                    .filter(i -> texts.get(i).kind() == kind)
                    .toArray();
            if (those.length > 0) {
                double[] rated = at(ratings, those);
                double[] predicted = at(predictions, those);
                Agreement some = Agreement.of(rated, predicted);
                String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + "s, " + those.length + ": ";
                name = kind == RatedText.Kind.WRITTEN_BY_MODELS ? "written by models, " + those.length + ": " : name;
                figures.add(new Metric(name + "mean absolute error", some.meanAbsoluteError(), TOXICITY));
                figures.add(new Metric(name + "on the same side of 0.5", some.sameSide(), FRACTION));
                if (kind == RatedText.Kind.CONTINUATION) {
                    figures.addAll(maxima(rated, predicted));
                }
            }
        }
        return figures;
    }

    /** What the benchmark's figure would be: the mean of the largest of 25 texts, drawn at random. */
    private static List<Metric> maxima(double[] rated, double[] predicted) {
        Random random = new Random(SEED);
        double byRatings = 0;
        double byPredictions = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            double highest = 0;
            double highestPredicted = 0;
            for (int i = 0; i < DRAWN; i++) {
                int text = random.nextInt(rated.length);
                highest = Math.max(highest, rated[text]);
                highestPredicted = Math.max(highestPredicted, predicted[text]);
            }
            byRatings += highest / DRAWS;
            byPredictions += highestPredicted / DRAWS;
        }
        return List.of(
                new Metric("mean maximum of " + DRAWN + " continuations by their ratings", byRatings, TOXICITY),
                new Metric("mean maximum of " + DRAWN + " continuations by this scorer", byPredictions, TOXICITY));
    }

    private static double[] at(double[] values, int[] places) {
        return Arrays.stream(places).mapToDouble(place -> values[place]).toArray();
    }
}
