package org.comptrust.core.journal;

/**
 * Where an answer lies in the journal.
 *
 * @param group key of the group in which it was asked
 * @param position in the group, from 0
 */
public record AnswerPlace(String group, int position) {}
