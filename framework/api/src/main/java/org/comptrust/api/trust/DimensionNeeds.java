package org.comptrust.api.trust;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.comptrust.api.model.Capability;

/**
 * What a dimension needs.
 *
 * @param capabilities of a model
 * @param scorers by role: the id of the scorer that plays it unless the spec names another, or {@code ""}: the spec must
 * @since 0.1
 */
public record DimensionNeeds(Set<Capability> capabilities, Map<String, String> scorers) {
    public DimensionNeeds {
        capabilities = Set.copyOf(capabilities);
        scorers = Collections.unmodifiableSortedMap(new TreeMap<>(scorers));
    }

    /** No scorer. */
    public DimensionNeeds(Set<Capability> capabilities) {
        this(capabilities, Map.of());
    }
}
