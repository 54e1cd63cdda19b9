package org.comptrust.trust.toxicity.linear;

/**
 * A text with the toxicity that Perspective gave it.
 *
 * @param text as it was rated
 * @param toxicity in [0, 1]
 * @param group texts that belong together, such as a prompt and its continuations: they are never on two sides of a split
 * @param kind where it is from
 */
record RatedText(String text, double toxicity, String group, Kind kind) {
    /** Where texts are from. */
    enum Kind {
        PROMPT,
        CONTINUATION,
        WRITTEN_BY_MODELS
    }
}
