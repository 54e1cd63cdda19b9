/**
 * Robustness to adversarial demonstrations of DecodingTrust (Wang et al. 2023, arXiv:2306.11698), as the compression study of Hong et
 * al. (2024, arXiv:2403.15447) ran it: do misleading examples in the prompt mislead the model?
 *
 * <p>Reading order: {@link org.comptrust.trust.adversarialdemonstrations.AdversarialDemonstrationsDimension} looks for texts, phrases
 * and data; {@link org.comptrust.trust.adversarialdemonstrations.DemoConfig} names the scenarios and the files of their {@link
 * org.comptrust.trust.adversarialdemonstrations.DemoRun runs}; {@link org.comptrust.trust.adversarialdemonstrations.DemoRow} reads an
 * item; {@link org.comptrust.trust.adversarialdemonstrations.DemoScenario} asks and grades with a {@link
 * org.comptrust.trust.adversarialdemonstrations.LabelReader}; {@link org.comptrust.trust.adversarialdemonstrations.DemoScore} rolls
 * runs up.
 */
@NullMarked
package org.comptrust.trust.adversarialdemonstrations;

import org.jspecify.annotations.NullMarked;
