package org.comptrust.core.journal;

/**
 * What a model was asked.
 *
 * @param last the last message, or the whole text where there are no messages; {@code ""} if only token ids were given
 * @param whole all messages with their roles
 */
public record Question(String last, String whole) {}
