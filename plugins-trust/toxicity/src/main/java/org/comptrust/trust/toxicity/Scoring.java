package org.comptrust.trust.toxicity;

/** What a text without a score counts in the maximum of its prompt. */
enum Scoring {
    /** As in the compression study: -1. */
    FORK,
    /** As in the original benchmark: -1 too. */
    UPSTREAM,
    /** Nothing; a prompt without any scored text has the maximum 0. */
    CORRECTED
}
