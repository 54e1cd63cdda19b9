/**
 * Calibration sequences from files: {@link org.comptrust.core.calibration.CalibrationReader} selects them as the loaders of the
 * methods' reference code do, seed for seed; {@link org.comptrust.core.calibration.CalibrationTokens} are what a method is fitted to.
 */
@NullMarked
package org.comptrust.core.calibration;

import org.jspecify.annotations.NullMarked;
