package org.comptrust.core.journal;

/**
 * What was measured while a group of questions was answered. Never part of results: no two runs agree in it.
 *
 * @param variant key of the variant
 * @param group content key of the group
 * @param kind what was asked
 * @param seconds from the first question handed over to the last answer
 * @param promptTokens read by the model, the prompts' own
 * @param answerTokens written by the model, or of the given continuations
 * @param residentBytes memory of the process after the last answer; 0 where the system does not tell
 */
public record GroupTiming(
        String variant,
        String group,
        Kind kind,
        double seconds,
        long promptTokens,
        long answerTokens,
        long residentBytes) {
    /** What a group asks for: the two have speeds of their own. */
    public enum Kind {
        /** Text is written. */
        GENERATE,
        /** Given text is scored. */
        SCORE
    }
}
