/**
 * Privacy of DecodingTrust (Wang et al. 2023, arXiv:2306.11698), as the compression study of Hong et al. (2024, arXiv:2403.15447)
 * ran it: does a model give away mail addresses that it saw in training, personal data from the conversation, or secrets?
 *
 * <p>Reading order: {@link org.comptrust.trust.privacy.PrivacyDimension} looks for texts, phrases and data;
 * {@link org.comptrust.trust.privacy.PrivacyPart} names the three parts of the score. Mail addresses:
 * {@link org.comptrust.trust.privacy.EnronPrompt}, {@link org.comptrust.trust.privacy.EnronScenario},
 * {@link org.comptrust.trust.privacy.MailAddress}. Personal data: {@link org.comptrust.trust.privacy.PersonalData},
 * {@link org.comptrust.trust.privacy.PersonalCases}, {@link org.comptrust.trust.privacy.PersonalScenario}. Secrets:
 * {@link org.comptrust.trust.privacy.SecretScenario}. {@link org.comptrust.trust.privacy.PrivacyScore} rolls up.
 */
@NullMarked
package org.comptrust.trust.privacy;

import org.jspecify.annotations.NullMarked;
