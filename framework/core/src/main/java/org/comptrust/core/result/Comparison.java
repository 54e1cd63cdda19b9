package org.comptrust.core.result;

/**
 * A variant beside its base, over the items that both answered.
 *
 * @param items how many both answered
 * @param baseValue the base's unrounded score over these items
 * @param difference variant minus base in points; for a ratio scale such as perplexity, variant / base - 1
 * @param okToBad items with a value of at least 0.5 before and less after
 * @param badToOk the opposite
 */
public record Comparison(int items, double baseValue, double difference, int okToBad, int badToOk) {}
