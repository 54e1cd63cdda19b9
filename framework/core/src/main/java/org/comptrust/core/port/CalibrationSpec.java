package org.comptrust.core.port;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Calibration data.
 *
 * @param name its key in the spec
 * @param text a text file; empty: text that the model itself samples
 * @param samples number of sequences
 * @param length tokens of a sequence
 * @param seed of the selection or the sampling
 */
public record CalibrationSpec(String name, Optional<Path> text, int samples, int length, long seed) {}
