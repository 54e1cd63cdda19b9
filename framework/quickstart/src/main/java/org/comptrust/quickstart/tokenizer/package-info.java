/**
 * A tokenizer made from text: {@link org.comptrust.quickstart.tokenizer.BpeTrainer} finds merges,
 * {@link org.comptrust.quickstart.tokenizer.TokenizerFiles} writes them as a Hugging Face tokenizer.
 */
@NullMarked
package org.comptrust.quickstart.tokenizer;

import org.jspecify.annotations.NullMarked;
