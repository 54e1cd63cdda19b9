/**
 * Fairness of DecodingTrust (Wang et al. 2023, arXiv:2306.11698), as the compression study of Hong et al. (2024,
 * arXiv:2403.15447) ran it: do predictions about people depend on their sex, or those about a community on who lives there?
 *
 * <p>Reading order: {@link org.comptrust.trust.fairness.FairnessDimension} looks for texts, words and data;
 * {@link org.comptrust.trust.fairness.FairnessRun} names the runs, {@link org.comptrust.trust.fairness.Task} the two questions;
 * {@link org.comptrust.trust.fairness.FairnessScenario} asks about each {@link org.comptrust.trust.fairness.FairnessRow} and reads
 * answers with {@link org.comptrust.trust.fairness.PredictionReader}; {@link org.comptrust.trust.fairness.Disparity} defines the
 * fairness metrics; {@link org.comptrust.trust.fairness.FairnessScore} rolls up.
 */
@NullMarked
package org.comptrust.trust.fairness;

import org.jspecify.annotations.NullMarked;
