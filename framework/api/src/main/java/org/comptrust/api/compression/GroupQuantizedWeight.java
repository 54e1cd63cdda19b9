package org.comptrust.api.compression;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * {@code w[r, c] = scale[r, g] * (code[r, c] - zeroPoint[r, g])} with {@code g = groupOf[c]}.
 *
 * @since 0.1
 */
public final class GroupQuantizedWeight implements Weight {
    private final int bits;
    private final NDArray codes;
    private final NDArray scales;
    private final NDArray zeroPoints;
    private final NDArray groupOf;
    private final boolean symmetric;
    private final Optional<Pattern> pattern;

    /**
     * @param bits per code, 1 to 8
     * @param codes {@code [out, in]} uint8, in [0, 2^bits - 1]
     * @param scales {@code [out, groups]} float32
     * @param zeroPoints {@code [out, groups]} float32
     * @param groupOf {@code [in]} int64: the group of each column
     * @param symmetric whether all zero-points are 2^(bits-1) and need no storage
     */
    public GroupQuantizedWeight(
            int bits, NDArray codes, NDArray scales, NDArray zeroPoints, NDArray groupOf, boolean symmetric) {
        this(bits, codes, scales, zeroPoints, groupOf, symmetric, Optional.empty());
    }

    /**
     * The same, pruned too.
     *
     * @param pattern zeros in every run of inputs, if any is claimed
     */
    public GroupQuantizedWeight(
            int bits,
            NDArray codes,
            NDArray scales,
            NDArray zeroPoints,
            NDArray groupOf,
            boolean symmetric,
            Optional<Pattern> pattern) {
        if (bits < 1 || bits > 8) {
            throw new IllegalArgumentException("bits must be in 1 to 8, was " + bits);
        }
        this.bits = bits;
        this.codes = codes;
        this.scales = scales;
        this.zeroPoints = zeroPoints;
        this.groupOf = groupOf;
        this.symmetric = symmetric;
        this.pattern = pattern;
    }

    public int bits() {
        return bits;
    }

    /** {@code [out, in]} uint8. */
    public NDArray codes() {
        return codes;
    }

    /** {@code [out, groups]} float32. */
    public NDArray scales() {
        return scales;
    }

    /** {@code [out, groups]} float32. */
    public NDArray zeroPoints() {
        return zeroPoints;
    }

    /** {@code [in]} int64. */
    public NDArray groupOf() {
        return groupOf;
    }

    /** Whether all zero-points are 2^(bits-1) and need no storage. */
    public boolean symmetric() {
        return symmetric;
    }

    @Override
    public Optional<Pattern> pattern() {
        return pattern;
    }
}
