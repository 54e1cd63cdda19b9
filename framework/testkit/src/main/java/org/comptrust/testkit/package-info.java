/**
 * What tests of plugins are written with.
 *
 * <p>The contracts are the specification of the SPI in running form: {@link org.comptrust.testkit.CompressionMethodContract} and
 * {@link org.comptrust.testkit.TrustDimensionContract}; a plugin's contract test extends one of them. Below them:
 * {@link org.comptrust.testkit.Matrix} and {@link org.comptrust.testkit.LayerInputs} as plain numbers,
 * {@link org.comptrust.testkit.SlowStatistics} (the obvious loops), {@link org.comptrust.testkit.TestBlocks} (decoder blocks over
 * given numbers), {@link org.comptrust.testkit.TestRun} (real kernels), {@link org.comptrust.testkit.PlanInputs} (collects problems),
 * {@link org.comptrust.testkit.OptionsRecords}, {@link org.comptrust.testkit.Tolerances}.
 */
@NullMarked
package org.comptrust.testkit;

import org.jspecify.annotations.NullMarked;
