/**
 * Magnitude pruning: the weights nearest zero go. No calibration, no update of what stays, every linear alone.
 *
 * <p>Han et al. 2015, arXiv:1506.02626, is the usual source; the selection rules are those of the baseline in Sun et al. 2023,
 * arXiv:2306.11695. In reading order: {@link org.comptrust.compression.magnitude.MagnitudeMethod} (checks),
 * {@link org.comptrust.compression.magnitude.MagnitudeOptions}, {@code MagnitudePlan} (one block), {@code magnitude.py} (the arithmetic).
 */
@NullMarked
package org.comptrust.compression.magnitude;

import org.jspecify.annotations.NullMarked;
