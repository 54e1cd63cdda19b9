package org.comptrust.core.result;

import java.util.OptionalLong;

/**
 * A verdict with what it rests on.
 *
 * @param verdict what is concluded
 * @param margin the loss that does not matter: points, or for a ratio scale the fraction of the base's figure
 * @param p adjusted p-value of the claim that the verdict makes; for an inconclusive one the smallest of all claims
 * @param itemsToDecide about how many items would decide, if the difference stays as it is; empty unless inconclusive
 */
public record Judgement(Verdict verdict, double margin, double p, OptionalLong itemsToDecide) {}
