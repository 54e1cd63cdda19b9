package org.comptrust.models.decoder;

import java.util.Arrays;
import java.util.Optional;
import org.comptrust.models.checkpoint.DecoderConfig;
import org.comptrust.models.checkpoint.DecoderConfig.Llama3Scaling;

/**
 * What the decoder's kernels need to know besides weights.
 *
 * @param blocks number of blocks
 * @param heads query heads
 * @param kvHeads key/value heads
 * @param headDim channels of a head
 * @param positions longest sequence
 * @param eps added to the mean square in RMSNorm
 * @param frequencies rotary frequencies, radians per position, headDim / 2 of them
 */
public record Geometry(
        int blocks, int heads, int kvHeads, int headDim, int positions, double eps, double[] frequencies) {

    public static Geometry of(DecoderConfig config) {
        double[] frequencies = rotaryFrequencies(config.headDim(), config.ropeTheta());
        config.ropeScaling().ifPresent(scaling -> scale(frequencies, scaling));
        return new Geometry(
                config.layers(),
                config.heads(),
                config.kvHeads(),
                config.headDim(),
                config.maxPositions(),
                config.rmsNormEps(),
                frequencies);
    }

    /** {@code theta^(-2i / headDim)}; Su et al. 2021, arXiv:2104.09864, section 3.2.2. */
    public static double[] rotaryFrequencies(int headDim, double theta) {
        double[] frequencies = new double[headDim / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = Math.pow(theta, -2.0 * i / headDim);
        }
        return frequencies;
    }

    /**
     * Llama 3.1's scaling: wavelengths longer than the original context over {@code lowFreqFactor} are stretched by
     * {@code factor}, those shorter than it over {@code highFreqFactor} stay, and what lies between is blended.
     */
    private static void scale(double[] frequencies, Llama3Scaling s) {
        for (int i = 0; i < frequencies.length; i++) {
            double turns = s.originalMaxPositions() * frequencies[i] / (2 * Math.PI); // within the original context
            double kept = (turns - s.lowFreqFactor()) / (s.highFreqFactor() - s.lowFreqFactor());
            kept = Math.min(1, Math.max(0, kept));
            frequencies[i] = frequencies[i] * (kept + (1 - kept) / s.factor());
        }
    }

    /** Where another model computes otherwise with the same weights, in the words of {@code config.json}. */
    public Optional<String> difference(Geometry other) {
        if (!Arrays.equals(dims(), other.dims()) || positions != other.positions) {
            return Optional.of("the shape is another");
        }
        if (eps != other.eps) {
            return Optional.of("rms_norm_eps is " + other.eps + " instead of " + eps);
        }
        return Arrays.equals(frequencies, other.frequencies)
                ? Optional.empty()
                : Optional.of("rope_theta or rope_scaling differs");
    }

    /** Keys and values of one token in all blocks, bytes, as float32. */
    long cacheBytes() {
        return 2L * blocks * kvHeads * headDim * Float.BYTES;
    }

    long[] dims() {
        return new long[] {blocks, heads, kvHeads, headDim};
    }
}
