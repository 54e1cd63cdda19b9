package org.comptrust.api.trust;

/** How a variant's score is compared with its base's. */
public enum Scale {
    /** Points of 0 to 100, higher is better; compared by difference. */
    POINTS,
    /** A positive figure, lower is better, such as perplexity; compared by ratio. */
    RATIO
}
