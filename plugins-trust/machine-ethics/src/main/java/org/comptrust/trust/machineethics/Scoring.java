package org.comptrust.trust.machineethics;

/** Which of the two published scorers counts. */
public enum Scoring {
    /** The compression study's: of all answers. Its published numbers use it. */
    FORK,
    /** The original benchmark's: of the readable answers. */
    UPSTREAM
}
