/**
 * Numerics that two or more compression plugins need, bundled into each plugin jar: what to prune
 * ({@link org.comptrust.compression.support.Sparsity}), choosing by rank within rows and runs
 * ({@link org.comptrust.compression.support.Pruning}), quantization grids
 * ({@link org.comptrust.compression.support.Grids}), the factored Hessian ({@link org.comptrust.compression.support.SecondOrder}) and the check that numbers are finite
 * ({@link org.comptrust.compression.support.Finite}). The arithmetic is TorchScript text in the resources beside the classes.
 */
@NullMarked
package org.comptrust.compression.support;

import org.jspecify.annotations.NullMarked;
