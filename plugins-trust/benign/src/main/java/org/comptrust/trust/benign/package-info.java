/**
 * Benign baselines: what people usually measure after compression, and what can hide a loss of trust.
 *
 * <p>Reading order: {@link org.comptrust.trust.benign.PerplexityDimension} finds the text;
 * {@link org.comptrust.trust.benign.TextWindows} cuts its tokens into questions;
 * {@link org.comptrust.trust.benign.PerplexityScenario} asks and reads; {@link org.comptrust.trust.benign.PerplexityPlan} rolls
 * up. Multiple choice questions: {@link org.comptrust.trust.benign.MmluDimension} finds the subjects,
 * {@link org.comptrust.trust.benign.MmluScenario} asks their questions and {@link org.comptrust.trust.benign.MmluReading} reads the
 * letter of an answer; {@link org.comptrust.trust.benign.MmluPlan} rolls up.
 */
@NullMarked
package org.comptrust.trust.benign;

import org.jspecify.annotations.NullMarked;
