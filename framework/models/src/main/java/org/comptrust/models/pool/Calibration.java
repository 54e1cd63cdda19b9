package org.comptrust.models.pool;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a method is fitted to.
 *
 * @since 0.1
 */
public sealed interface Calibration {
    /** Text that the uncompressed model itself writes at temperature 1, from its start token on: sequences of one length. */
    record FromModel(int samples, int length, long seed) implements Calibration {}

    /**
     * Token ids that were selected from files.
     *
     * @param sequences with the model's start tokens; of any lengths
     * @param origin where they come from, names and values; kept with what is made of them
     */
    record Tokens(List<List<Integer>> sequences, Map<String, String> origin) implements Calibration {
        public Tokens {
            sequences = sequences.stream().map(List::copyOf).toList();
            origin = Collections.unmodifiableMap(new TreeMap<>(origin));
            if (sequences.isEmpty() || sequences.stream().anyMatch(List::isEmpty)) {
                throw new IllegalArgumentException("calibration data need sequences with a token or more");
            }
        }
    }
}
