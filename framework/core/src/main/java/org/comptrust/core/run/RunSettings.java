package org.comptrust.core.run;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * How a plan is run.
 *
 * @param store folder that holds the experiment's own folder; empty: what the spec says
 * @param fresh whether answers of earlier runs are deleted first
 * @param cancelled asked between groups of items; when it says true the run ends with {@code CancelledException}
 */
public record RunSettings(Optional<Path> store, boolean fresh, BooleanSupplier cancelled) {
    /** Where the spec says, going on from what is there. */
    public static RunSettings defaults() {
        return new RunSettings(Optional.empty(), false, () -> false);
    }
}
