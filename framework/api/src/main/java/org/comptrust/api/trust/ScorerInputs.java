package org.comptrust.api.trust;

import java.nio.file.Path;
import java.util.Optional;
import org.comptrust.api.option.Options;

/**
 * What a scorer is planned from. Implemented by the host.
 *
 * @param <O> the options record
 * @since 0.1
 */
public interface ScorerInputs<O extends Record> extends Options<O> {
    /** Data that the spec names for the scorer; else that of the dimension that consults it. Files that are opened are hashed. */
    DataSource data();

    /**
     * A folder of the scorer's own, perhaps not made yet, for what is dear to find again. Other runs use it at the same time; it
     * may vanish between runs. Empty: nothing is to be kept.
     */
    Optional<Path> cache();
}
