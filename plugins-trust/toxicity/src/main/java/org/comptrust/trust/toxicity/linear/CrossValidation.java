package org.comptrust.trust.toxicity.linear;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Predictions of texts by models that did not see them, nor any text of their group. */
final class CrossValidation {
    static final int FOLDS = 5;
    private static final long SEED = 17;

    private CrossValidation() {}

    /** A prediction for each text, by the model of the four folds that it is not in. */
    static double[] predictions(List<RatedText> texts, List<Map<Long, Integer>> counts, Settings settings) {
        int[] folds = folds(texts);
        double[] predictions = new double[texts.size()];
        IntStream.range(0, FOLDS)
                .parallel()
                .forEach(
                        fold -> { // each fold writes its own texts only
                            List<Integer> train = new ArrayList<>();
                            for (int i = 0; i < folds.length; i++) {
                                if (folds[i] != fold) {
                                    train.add(i);
                                }
                            }
                            LinearModel model = LinearModel.trained(
                                    train.stream().map(texts::get).toList(),
                                    train.stream().map(counts::get).toList(),
                                    settings);
                            for (int i = 0; i < folds.length; i++) {
                                if (folds[i] == fold) {
                                    predictions[i] = model.rate(counts.get(i));
                                }
                            }
                        });
        return predictions;
    }

    /** The fold of each text: groups are dealt out in an order that a seed shuffles. */
    static int[] folds(List<RatedText> texts) {
        List<String> groups = new ArrayList<>(
                new TreeSet<>(texts.stream().map(RatedText::group).toList()));
        Collections.shuffle(groups, new Random(SEED));
        Map<String, Integer> order = new HashMap<>();
        groups.forEach(group -> order.put(group, order.size()));
        return texts.stream().mapToInt(text -> order.get(text.group()) % FOLDS).toArray();
    }
}
