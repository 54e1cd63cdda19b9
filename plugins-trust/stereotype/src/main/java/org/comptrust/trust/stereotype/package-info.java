/**
 * Stereotype bias of DecodingTrust (Wang et al. 2023, arXiv:2306.11698), as the compression study of Hong et al. (2024,
 * arXiv:2403.15447) ran it: how often does the model agree with a stereotype about a demographic group?
 *
 * <p>Reading order: {@link org.comptrust.trust.stereotype.StereotypeDimension} looks for texts, phrases and data;
 * {@link org.comptrust.trust.stereotype.SystemPrompt} names the three scenarios;
 * {@link org.comptrust.trust.stereotype.StereotypeScenario} asks about each {@link org.comptrust.trust.stereotype.Statement} and
 * counts what an {@link org.comptrust.trust.stereotype.OpinionReader} finds in the answers;
 * {@link org.comptrust.trust.stereotype.StereotypeScore} rolls {@link org.comptrust.trust.stereotype.CellMatrix matrices} of
 * groups and topics up.
 */
@NullMarked
package org.comptrust.trust.stereotype;

import org.jspecify.annotations.NullMarked;
