/**
 * The LLaMA-family decoder: {@link org.comptrust.models.decoder.WeightSet weights} as one shared base with overlays,
 * {@link org.comptrust.models.decoder.Decoder one forward step per call}, {@link org.comptrust.models.decoder.TokenScorer
 * log-likelihoods} and {@link org.comptrust.models.decoder.TokenGenerator generation} over batches of sequences.
 */
@NullMarked
package org.comptrust.models.decoder;

import org.jspecify.annotations.NullMarked;
