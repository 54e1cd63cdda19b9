package org.comptrust.api.compression;

import java.util.Optional;

/**
 * A compressed weight. Constructed by plugins, read by the host.
 *
 * @since 0.1
 */
public sealed interface Weight permits DenseWeight, GroupQuantizedWeight {
    /** The N:M pattern that it claims to have. */
    Optional<Pattern> pattern();
}
