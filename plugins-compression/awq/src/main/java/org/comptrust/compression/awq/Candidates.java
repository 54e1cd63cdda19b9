package org.comptrust.compression.awq;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** The scales that are tried for an input, one for each exponent 0, 1/n, 2/n and so on below 1. Closes those that nobody took. */
final class Candidates implements AutoCloseable {
    private final int size;
    private final List<NDArray> scales = new ArrayList<>();
    private int taken = -1;

    Candidates(int size) {
        this.size = size;
    }

    void fill(DoubleFunction<NDArray> scaleOf) {
        for (int i = 0; i < size; i++) {
            scales.add(scaleOf.apply(ratio(i)));
        }
    }

    int size() {
        return size;
    }

    double ratio(int index) {
        return (double) index / size;
    }

    NDArray get(int index) {
        return scales.get(index);
    }

    /** The scale, which is now the caller's. */
    NDArray take(int index) {
        taken = index;
        return scales.get(index);
    }

    @Override
    public void close() {
        for (int i = 0; i < scales.size(); i++) {
            if (i != taken) {
                scales.get(i).close();
            }
        }
    }
}
