package org.comptrust.trust.oodrobustness;

/**
 * A set of items, asked with or without demonstrations.
 *
 * @param name as the benchmark calls its result, such as {@code shake_p0.6_base_1}; unique in the dimension
 * @param items the set of items in the data
 * @param demonstrations the set of demonstrations in the data; {@code ""}: none
 * @param scored whether it enters the score
 * @param unknowable whether the answers are younger than what models were trained on, so that to decline is right
 */
record OodTask(String name, String items, String demonstrations, boolean scored, boolean unknowable) {}
