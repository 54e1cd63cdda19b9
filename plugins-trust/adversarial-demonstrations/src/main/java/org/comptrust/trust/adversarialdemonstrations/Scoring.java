package org.comptrust.trust.adversarialdemonstrations;

/** Which of the two published scorers counts. Here they read and score alike. */
public enum Scoring {
    /** The compression study's. Its published numbers use it. */
    FORK,
    /** The original benchmark's. */
    UPSTREAM
}
