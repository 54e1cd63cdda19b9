package org.comptrust.core.journal;

/**
 * A question to a model, as the journal knows it.
 *
 * @param key hash of all that an answer depends on, but for the other questions of its group
 * @param text the question itself
 */
public record QuestionKey(String key, String text) {}
