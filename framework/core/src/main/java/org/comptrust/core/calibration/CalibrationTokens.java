package org.comptrust.core.calibration;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a method is fitted to.
 *
 * @param sequences token ids with the model's start tokens; of different lengths where records were selected
 * @param origin where they come from: file, checksum, rule, seed, what was left out
 */
public record CalibrationTokens(List<List<Integer>> sequences, Map<String, String> origin) {
    public CalibrationTokens {
        sequences = sequences.stream().map(List::copyOf).toList();
        origin = Collections.unmodifiableMap(new TreeMap<>(origin));
        if (sequences.isEmpty()) {
            throw new IllegalArgumentException("calibration data without a sequence");
        }
    }
}
