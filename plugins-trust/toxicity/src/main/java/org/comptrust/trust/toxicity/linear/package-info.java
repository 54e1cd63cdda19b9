/**
 * A toxicity scorer that needs no network: a linear model on n-grams, trained on the texts of the user's benchmark copy that the
 * Perspective service rated. Read {@link org.comptrust.trust.toxicity.linear.Features} first, then
 * {@link org.comptrust.trust.toxicity.linear.Training}; how good it is measures
 * {@link org.comptrust.trust.toxicity.linear.CrossValidation}.
 */
@NullMarked
package org.comptrust.trust.toxicity.linear;

import org.jspecify.annotations.NullMarked;
