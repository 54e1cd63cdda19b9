/**
 * Adversarial robustness of DecodingTrust (Wang et al. 2023, arXiv:2306.11698), as the compression study of Hong et al. (2024,
 * arXiv:2403.15447) ran it: does the model still classify texts right whose words were perturbed to fool other models (AdvGLUE++)?
 *
 * <p>Reading order: {@link org.comptrust.trust.adversarialrobustness.AdversarialRobustnessDimension} looks for texts and data;
 * {@link org.comptrust.trust.adversarialrobustness.GlueTask} says what a task shows of an item;
 * {@link org.comptrust.trust.adversarialrobustness.GlueItem} reads one;
 * {@link org.comptrust.trust.adversarialrobustness.GlueScenario} asks and grades with
 * {@link org.comptrust.trust.adversarialrobustness.LabelReader};
 * {@link org.comptrust.trust.adversarialrobustness.GlueScore} rolls the cells of source model and task up.
 */
@NullMarked
package org.comptrust.trust.adversarialrobustness;

import org.jspecify.annotations.NullMarked;
