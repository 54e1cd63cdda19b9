package org.comptrust.models.compress;

import org.comptrust.api.compression.LayerReport;

/**
 * What became of one linear.
 *
 * @param parameters number of weights
 * @param bits of storage in all, scales, zero-points and order included
 * @param zeros weights that are exactly zero
 * @param report what the method says
 */
public record LayerFacts(long parameters, double bits, long zeros, LayerReport report) {}
