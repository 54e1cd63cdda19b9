/**
 * Out-of-distribution robustness of DecodingTrust (Wang et al. 2023, arXiv:2306.11698), as the compression study of Hong et al.
 * (2024, arXiv:2403.15447) ran it: does the model still classify texts in an unusual style, and does it answer what it can know and
 * decline what it cannot?
 *
 * <p>Reading order: {@link org.comptrust.trust.oodrobustness.OodRobustnessDimension} looks for texts, phrases and data;
 * {@link org.comptrust.trust.oodrobustness.OodConfig} names the scenarios and their {@link
 * org.comptrust.trust.oodrobustness.OodTask tasks}; {@link org.comptrust.trust.oodrobustness.OodQuestion} reads an item;
 * {@link org.comptrust.trust.oodrobustness.OodScenario} asks and grades with an {@link
 * org.comptrust.trust.oodrobustness.AnswerReader}; {@link org.comptrust.trust.oodrobustness.OodScore} rolls tasks up into {@link
 * org.comptrust.trust.oodrobustness.SubScore sub-scores}.
 */
@NullMarked
package org.comptrust.trust.oodrobustness;

import org.jspecify.annotations.NullMarked;
