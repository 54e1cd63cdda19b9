package org.comptrust.models.checkpoint;

import java.util.Optional;

/**
 * Rotary positions. Su et al. 2021, arXiv:2104.09864.
 *
 * @param theta base of the frequencies
 * @param channels of a head that are rotated, its first; even
 * @param scaling how the frequencies are stretched; empty: they are not
 */
public record Rope(double theta, int channels, Optional<RopeScaling> scaling) {
    /** Radians per position, {@code channels / 2} of them: {@code theta^(-2i / channels)}, section 3.2.2, then stretched. */
    public double[] frequencies() {
        double[] frequencies = new double[channels / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = Math.pow(theta, -2.0 * i / channels);
        }
        return scaling.map(how -> how.scaled(frequencies)).orElse(frequencies);
    }

    /** By which cosines and sines are multiplied. */
    public double amplitude() {
        return scaling.map(RopeScaling::amplitude).orElse(1.0);
    }
}
