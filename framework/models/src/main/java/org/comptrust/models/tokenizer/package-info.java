/**
 * Text to token ids and back, by the {@code tokenizer.json} of a model folder: {@link
 * org.comptrust.models.tokenizer.HfTokenizer}. The file is checked before the native library sees it.
 */
@NullMarked
package org.comptrust.models.tokenizer;

import org.jspecify.annotations.NullMarked;
