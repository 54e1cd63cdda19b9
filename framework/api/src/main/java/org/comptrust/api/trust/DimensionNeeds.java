package org.comptrust.api.trust;

import java.util.Set;
import org.comptrust.api.model.Capability;

/**
 * What a dimension needs of a model.
 *
 * @since 0.1
 */
public record DimensionNeeds(Set<Capability> capabilities) {
    public DimensionNeeds {
        capabilities = Set.copyOf(capabilities);
    }
}
