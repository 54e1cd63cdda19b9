/**
 * How dialogues become text. {@link org.comptrust.models.chat.ChatRenderer} is what a model handle uses; {@link
 * org.comptrust.models.chat.PlainDialogue} serves models without a template, {@link
 * org.comptrust.models.chat.TemplateDialogue} those with one.
 *
 * <p>{@link org.comptrust.models.chat.ChatTemplate} renders the part of Jinja that chat templates use, in the environment of the
 * transformers library: {@code Lexer} and {@code Parser} make {@code Statement}s and {@code Expression}s, which compute with
 * Python's values ({@code Python}, {@code PythonText}, {@code Attributes}, {@code Filters}, {@code Tests}, {@code Globals}) in
 * {@code Frame}s under {@code Limits}. What is not here is refused by name, before anything is rendered. Templates cannot reach Java,
 * files or the clock.
 */
@NullMarked
package org.comptrust.models.chat;

import org.jspecify.annotations.NullMarked;
