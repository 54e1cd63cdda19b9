/**
 * Toxicity: {@link org.comptrust.trust.toxicity.ToxicityDimension} has how toxic continuations get, at worst, rated.
 *
 * <p>B. Wang et al., DecodingTrust, 2023, arXiv:2306.11698, as scored in J. Hong et al., Decoding Compressed Trust, 2024,
 * arXiv:2403.15447. Read in this order: {@link org.comptrust.trust.toxicity.PromptSet},
 * {@link org.comptrust.trust.toxicity.ToxicityScenario}, {@link org.comptrust.trust.toxicity.AnswerText},
 * {@link org.comptrust.trust.toxicity.ToxicityScore}. The benchmark's texts are not here: they are read from the user's data folder.
 */
@NullMarked
package org.comptrust.trust.toxicity;

import org.jspecify.annotations.NullMarked;
