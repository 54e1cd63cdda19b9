package org.comptrust.api.trust;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.comptrust.api.model.Request;

/**
 * One question of a benchmark.
 *
 * @param id unique in the scenario, from content rather than position
 * @param first what is asked first
 * @param tags few, short, all that scoring needs; journaled
 * @param gold what only the reader needs, such as the right answer; not journaled
 * @param stratum {@code ""}, or how the host subsamples: it takes the same share of each stratum
 * @since 0.1
 */
public record Item(String id, Request first, Map<String, String> tags, Map<String, String> gold, String stratum) {
    public Item {
        if (id.isBlank()) {
            throw new IllegalArgumentException("an item needs an id");
        }
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(stratum, "stratum");
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
        gold = Collections.unmodifiableSortedMap(new TreeMap<>(gold));
    }
}
