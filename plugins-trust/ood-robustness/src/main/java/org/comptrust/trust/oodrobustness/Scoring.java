package org.comptrust.trust.oodrobustness;

/** Which of the two published versions counts. They read and score alike; one word of a prompt differs. */
public enum Scoring {
    /** The compression study's. Its published numbers use it. */
    FORK,
    /** The original benchmark's, with a misspelt word in the task of style. */
    UPSTREAM
}
