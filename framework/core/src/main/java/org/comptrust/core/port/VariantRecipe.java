package org.comptrust.core.port;

import java.util.List;
import java.util.Optional;
import org.comptrust.api.compression.CompressionPlan;

/**
 * How a variant comes from its base: a chain of methods, empty for the base itself.
 *
 * @param chain the methods in order
 * @param seed of the cell
 */
public record VariantRecipe(List<Link> chain, long seed) {
    public VariantRecipe {
        chain = List.copyOf(chain);
    }

    /**
     * One method of a chain.
     *
     * @param method id
     * @param origin the plugin that holds it; its hash is part of the artifact's key
     * @param options canonical JSON of the options that change results, defaults included
     * @param plan the planned method
     * @param calibration what it is fitted to, if it needs any
     */
    public record Link(
            String method,
            Origin origin,
            String options,
            CompressionPlan plan,
            Optional<CalibrationSpec> calibration) {}
}
