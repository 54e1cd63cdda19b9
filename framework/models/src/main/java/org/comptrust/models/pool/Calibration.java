package org.comptrust.models.pool;

import java.nio.file.Path;

/**
 * What a method is fitted to.
 *
 * @since 0.1
 */
public sealed interface Calibration {
    /** Number of sequences. */
    int samples();

    /** Tokens of a sequence. */
    int length();

    long seed();

    /** Text that the uncompressed model itself writes at temperature 1, from its start token on. */
    record FromModel(int samples, int length, long seed) implements Calibration {}

    /** Windows of a UTF-8 text file, drawn without replacement. */
    record FromText(Path file, int samples, int length, long seed) implements Calibration {}
}
