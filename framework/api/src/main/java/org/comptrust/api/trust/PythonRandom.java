package org.comptrust.api.trust;

import java.util.List;

/**
 * CPython's {@code random.Random}: the same seed gives the same draws. Implemented by the host; not thread-safe.
 *
 * @since 0.1
 */
public interface PythonRandom {
    /** Uniform in [low, high], both included. */
    int randint(int low, int high);

    /** {@code count} distinct indexes below {@code population}, in draw order. */
    List<Integer> sample(int population, int count);

    /** The indexes 0 to {@code population - 1}, shuffled. */
    List<Integer> shuffle(int population);

    /** Uniform in [0, 1). */
    double random();
}
