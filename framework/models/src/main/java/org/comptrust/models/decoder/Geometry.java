package org.comptrust.models.decoder;

import java.util.Arrays;
import java.util.Optional;
import org.comptrust.models.checkpoint.DecoderConfig;
import org.comptrust.models.checkpoint.Rope;
import org.comptrust.models.checkpoint.SlidingWindow;

/**
 * What the decoder's kernels need to know besides weights.
 *
 * @param blocks number of blocks
 * @param heads query heads
 * @param kvHeads key/value heads
 * @param headDim channels of a head
 * @param positions longest sequence
 * @param eps added to the mean square in RMSNorm
 * @param frequencies rotary frequencies, radians per position, one for two of the channels that are rotated
 * @param amplitude by which cosines and sines are multiplied
 * @param layout of each block's tensors
 * @param window through which some blocks look back
 */
public record Geometry(
        int blocks,
        int heads,
        int kvHeads,
        int headDim,
        int positions,
        double eps,
        double[] frequencies,
        double amplitude,
        BlockLayout layout,
        Optional<SlidingWindow> window) {

    /** LLaMA's own: separate projections, all of each head rotated, every position sees all before it. */
    public Geometry(int blocks, int heads, int kvHeads, int headDim, int positions, double eps, double[] frequencies) {
        this(blocks, heads, kvHeads, headDim, positions, eps, frequencies, 1, BlockLayout.PLAIN, Optional.empty());
    }

    public static Geometry of(DecoderConfig config) {
        return new Geometry(
                config.layers(),
                config.heads(),
                config.kvHeads(),
                config.headDim(),
                config.maxPositions(),
                config.rmsNormEps(),
                config.rope().frequencies(),
                config.rope().amplitude(),
                new BlockLayout(config.family().fused(), config.family().headNorms()),
                config.window());
    }

    /** {@code theta^(-2i / headDim)}. */
    public static double[] rotaryFrequencies(int headDim, double theta) {
        return new Rope(theta, headDim, Optional.empty()).frequencies();
    }

    /** Where another model computes otherwise with the same weights, in the words of {@code config.json}. */
    public Optional<String> difference(Geometry other) {
        boolean same = blocks == other.blocks
                && heads == other.heads
                && kvHeads == other.kvHeads
                && headDim == other.headDim
                && positions == other.positions
                && layout.equals(other.layout);
        if (!same) {
            return Optional.of("the shape is another");
        }
        if (eps != other.eps) {
            return Optional.of("rms_norm_eps is " + other.eps + " instead of " + eps);
        }
        if (!window.equals(other.window)) {
            return Optional.of("sliding_window differs");
        }
        return Arrays.equals(frequencies, other.frequencies) && amplitude == other.amplitude
                ? Optional.empty()
                : Optional.of("rope_theta or rope_scaling differs");
    }

    /** Keys and values of one token in all blocks, bytes, as float32. */
    long cacheBytes() {
        return 2L * blocks * kvHeads * headDim * Float.BYTES;
    }

    /** As {@code decoder.py} has them. */
    long[] dims() {
        int fixed = 7;
        long[] dims = Arrays.copyOf(
                new long[] {
                    blocks,
                    heads,
                    kvHeads,
                    headDim,
                    window.map(SlidingWindow::tokens).orElse(0),
                    layout.fused() ? 1 : 0,
                    layout.headNorms() ? 1 : 0
                },
                fixed + (window.isPresent() ? blocks : 0));
        window.ifPresent(near -> Arrays.setAll(dims, i -> i < fixed ? dims[i] : near.covers(i - fixed) ? 1 : 0));
        return dims;
    }
}
