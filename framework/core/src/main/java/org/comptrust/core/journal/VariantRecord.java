package org.comptrust.core.journal;

import java.util.Set;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.ModelIdentity;
import org.comptrust.core.port.VariantFacts;

/**
 * What is known of a variant after it was in memory once.
 *
 * @param identity what its answers depend on
 * @param capabilities what can be asked of it
 * @param facts what was measured on it
 */
public record VariantRecord(ModelIdentity identity, Set<Capability> capabilities, VariantFacts facts) {
    public VariantRecord {
        capabilities = Set.copyOf(capabilities);
    }
}
