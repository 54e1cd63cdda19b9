/**
 * TorchScript from Java: {@link org.comptrust.models.engine.TorchEngine} turns kernel texts into callable
 * {@link org.comptrust.models.engine.TorchModule modules}; {@link org.comptrust.models.engine.TorchKernels} offers them to plugins.
 * Numerics live in TorchScript texts; arrays at the border are float32, int64, uint8 and bool.
 */
@NullMarked
package org.comptrust.models.engine;

import org.jspecify.annotations.NullMarked;
