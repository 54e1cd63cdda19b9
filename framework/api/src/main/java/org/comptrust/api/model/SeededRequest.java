package org.comptrust.api.model;

/**
 * A request with the seed of its sampling.
 *
 * @param seed from item and sample number, the same for all variants; unused by greedy requests
 * @since 0.1
 */
public record SeededRequest(Request request, long seed) {}
