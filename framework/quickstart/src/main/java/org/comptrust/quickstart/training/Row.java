package org.comptrust.quickstart.training;

import java.util.Arrays;

/** Tokens with weights, up to a length. */
final class Row {
    private final int longest;
    private int[] ids = new int[64];
    private float[] weights = new float[64];
    private int size;

    Row(int longest) {
        this.longest = longest;
    }

    /** How many more tokens fit. */
    int room() {
        return longest - size;
    }

    int id(int at) {
        return ids[at];
    }

    float weight(int at) {
        return weights[at];
    }

    /** Adds a token if there is room. */
    void add(int id, float weight) {
        if (room() == 0) {
            return;
        }
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
            weights = Arrays.copyOf(weights, 2 * size);
        }
        ids[size] = id;
        weights[size] = weight;
        size++;
    }

    /** Adds all tokens of another row if they fit, and says whether they did. */
    boolean append(Row other) {
        boolean fits = other.size <= room();
        if (fits) {
            for (int i = 0; i < other.size; i++) {
                add(other.ids[i], other.weights[i]);
            }
        }
        return fits;
    }
}
