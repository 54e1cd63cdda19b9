/**
 * Training of a small LLaMA decoder: {@link org.comptrust.quickstart.training.TrainingPlan} says what,
 * {@link org.comptrust.quickstart.training.Trainer} does it with {@code TrainingText} and {@code Network}.
 */
@NullMarked
package org.comptrust.quickstart.training;

import org.jspecify.annotations.NullMarked;
