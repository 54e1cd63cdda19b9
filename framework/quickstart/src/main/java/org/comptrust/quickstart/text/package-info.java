/**
 * English text out of a few grammars, all wording our own: {@link org.comptrust.quickstart.text.Stories} for language,
 * {@link org.comptrust.quickstart.text.Deeds} and {@link org.comptrust.quickstart.text.Statements} for judgement, which
 * {@link org.comptrust.quickstart.text.Dialogues} puts as questions. {@link org.comptrust.quickstart.text.HeldOut} keeps what
 * tests ask out of the training text.
 */
@NullMarked
package org.comptrust.quickstart.text;

import org.jspecify.annotations.NullMarked;
