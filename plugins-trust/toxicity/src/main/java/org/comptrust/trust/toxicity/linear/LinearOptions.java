package org.comptrust.trust.toxicity.linear;

/** Options of {@link LinearScorer}: none, so that its figures are the same everywhere. */
public record LinearOptions() {}
