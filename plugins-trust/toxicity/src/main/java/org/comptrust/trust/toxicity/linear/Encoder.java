package org.comptrust.trust.toxicity.linear;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts as sparse vectors: the n-grams that enough training texts have, 1 + log of their count times their inverse document
 * frequency, divided by a power of the vector's length.
 *
 * @param settings what counts as an n-gram
 * @param grams hashes of the n-grams, ascending; the column is the place
 * @param idf log of texts over texts that have it, by column
 */
record Encoder(Settings settings, long[] grams, float[] idf) {
    /** A text: columns, ascending, with values. */
    record Row(int[] columns, float[] values) {
        double dot(double[] weights) {
            double sum = 0;
            for (int i = 0; i < columns.length; i++) {
                sum += weights[columns[i]] * values[i];
            }
            return sum;
        }
    }

    static Encoder of(List<Map<Long, Integer>> texts, Settings settings) {
        Map<Long, Integer> frequencies = new HashMap<>();
        texts.forEach(counts -> counts.keySet().forEach(gram -> frequencies.merge(gram, 1, Integer::sum)));
        long[] grams = frequencies.entrySet().stream()
                .filter(entry -> entry.getValue() >= settings.least())
                .mapToLong(Map.Entry::getKey)
                .sorted()
                .toArray();
        float[] idf = new float[grams.length];
        for (int column = 0; column < grams.length; column++) {
            idf[column] = (float) StrictMath.log((1.0 + texts.size()) / (1 + frequencies.get(grams[column])));
        }
        return new Encoder(settings, grams, idf);
    }

    Row row(Map<Long, Integer> counts) {
        long[] known = new long[counts.size()];
        int size = 0;
        for (Map.Entry<Long, Integer> entry : counts.entrySet()) {
            int column = Arrays.binarySearch(grams, entry.getKey());
            if (column >= 0) {
                known[size++] = (long) column << Integer.SIZE | entry.getValue();
            }
        }
        Arrays.sort(known, 0, size);
        int[] columns = new int[size];
        float[] values = new float[size];
        double squares = 0;
        for (int i = 0; i < size; i++) {
            columns[i] = (int) (known[i] >>> Integer.SIZE);
            double value = (1 + StrictMath.log((int) known[i])) * idf[columns[i]];
            values[i] = (float) value;
            squares += value * value;
        }
        double length = StrictMath.pow(Math.max(squares, 1), settings.norm() / 2);
        for (int i = 0; i < size; i++) {
            values[i] /= (float) length;
        }
        return new Row(columns, values);
    }
}
