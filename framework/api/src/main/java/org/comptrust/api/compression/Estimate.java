package org.comptrust.api.compression;

/**
 * What a linear will take, for the forecast.
 *
 * @param bitsPerWeight with scales, zeros and order
 * @param flops of the method itself, without the measuring
 * @param scratchBytes largest temporary memory
 * @since 0.1
 */
public record Estimate(double bitsPerWeight, double flops, long scratchBytes) {}
