/**
 * Round-to-nearest: every group of weights is rounded to the levels of its own grid. No calibration, every linear alone. The baseline of
 * Frantar et al. 2022 (GPTQ), arXiv:2210.17323, and of Lin et al. 2023 (AWQ), arXiv:2306.00978, each with its own grid.
 *
 * <p>In reading order: {@link org.comptrust.compression.rtn.RtnMethod} (checks), {@link org.comptrust.compression.rtn.RtnOptions},
 * {@code RtnPlan} (one block); the arithmetic is that of {@link org.comptrust.compression.support.Grids}.
 */
@NullMarked
package org.comptrust.compression.rtn;

import org.jspecify.annotations.NullMarked;
