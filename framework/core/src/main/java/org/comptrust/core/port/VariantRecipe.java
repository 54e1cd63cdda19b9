package org.comptrust.core.port;

import java.util.List;
import java.util.Optional;
import org.comptrust.api.compression.CompressionPlan;

/**
 * How a variant comes from its base: by a chain of methods, or as a model that was compressed elsewhere (a checkpoint, a served model,
 * recorded answers); neither for the base itself.
 *
 * @param checkpoint the compressed model, taken as it is; where both shapes and tokenizers are known, they are those of the base
 * @param chain the methods in order
 * @param seed of the cell
 */
public record VariantRecipe(Optional<ModelSpec> checkpoint, List<Link> chain, long seed) {
    public VariantRecipe {
        chain = List.copyOf(chain);
        if (checkpoint.isPresent() && !chain.isEmpty()) {
            throw new IllegalArgumentException("a checkpoint is loaded as it is, without a chain");
        }
    }

    /** A variant that methods make; the base if there are none. */
    public VariantRecipe(List<Link> chain, long seed) {
        this(Optional.empty(), chain, seed);
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
