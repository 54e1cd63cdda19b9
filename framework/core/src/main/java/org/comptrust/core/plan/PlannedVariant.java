package org.comptrust.core.plan;

import java.util.Optional;
import java.util.OptionalDouble;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.result.CellResult;

/**
 * A variant of a model.
 *
 * @param id unique for the model: {@code base}, the key of the method, or that with the swept options in brackets
 * @param entry key of the methods section; {@code ""} for the base
 * @param recipe how it comes from the base; its chain is empty for the base and where planning failed
 * @param bitsPerWeight over the linears of all blocks: as stored for the base, an estimate for others; empty where planning failed
 * @param failure why it cannot run
 */
public record PlannedVariant(
        String id,
        String entry,
        VariantRecipe recipe,
        OptionalDouble bitsPerWeight,
        Optional<CellResult.Failed> failure) {
    /** The id of the uncompressed model. */
    public static final String BASE = "base";

    /** Whether it is the uncompressed model. */
    public boolean isBase() {
        return id.equals(BASE);
    }
}
