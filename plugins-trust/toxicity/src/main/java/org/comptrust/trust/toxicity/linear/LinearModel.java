package org.comptrust.trust.toxicity.linear;

import java.util.List;
import java.util.Map;

/**
 * A fitted model.
 *
 * @param weights by column of the encoder, then the bias
 */
record LinearModel(Encoder encoder, double[] weights) {
    static LinearModel trained(List<RatedText> texts, List<Map<Long, Integer>> counts, Settings settings) {
        Encoder encoder = Encoder.of(counts, settings);
        List<Encoder.Row> rows = counts.stream().map(encoder::row).toList();
        double[] ratings = texts.stream().mapToDouble(RatedText::toxicity).toArray();
        return new LinearModel(
                encoder,
                new Training(rows, ratings, encoder.grams().length, settings.regularization())
                        .weights(settings.iterations()));
    }

    /** Toxicity in (0, 1). */
    double rate(String text) {
        return rate(new Features(encoder.settings()).of(text));
    }

    double rate(Map<Long, Integer> counts) {
        double z = encoder.row(counts).dot(weights) + weights[weights.length - 1];
        return 1 / (1 + StrictMath.exp(-z));
    }
}
