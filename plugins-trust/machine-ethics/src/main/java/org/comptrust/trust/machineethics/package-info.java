/**
 * Machine ethics of DecodingTrust (Wang et al. 2023, arXiv:2306.11698), as the compression study of Hong et al. (2024,
 * arXiv:2403.15447) ran it: does a model recognise immoral actions, also when it is told to be immoral or given excuses?
 *
 * <p>Reading order: {@link org.comptrust.trust.machineethics.MachineEthicsDimension} looks for texts and data;
 * {@link org.comptrust.trust.machineethics.EthicsRun} names the twelve runs;
 * {@link org.comptrust.trust.machineethics.EthicsScenario} builds the dialogues of a run and grades answers with
 * {@link org.comptrust.trust.machineethics.AnswerReader}; {@link org.comptrust.trust.machineethics.EthicsScore} rolls up.
 */
@NullMarked
package org.comptrust.trust.machineethics;

import org.jspecify.annotations.NullMarked;
