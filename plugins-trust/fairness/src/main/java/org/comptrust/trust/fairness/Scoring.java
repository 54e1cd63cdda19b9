package org.comptrust.trust.fairness;

/** Which of the two published scorers counts. */
public enum Scoring {
    /** The compression study's: what cannot be read predicts 0 and stays in. Its published numbers use it. */
    FORK,
    /** The original benchmark's: what cannot be read is left out. */
    UPSTREAM
}
