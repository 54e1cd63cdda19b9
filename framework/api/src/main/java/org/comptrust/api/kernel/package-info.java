/** Numerics of plugins: TorchScript text that the host runs on the device of the model. */
@NullMarked
package org.comptrust.api.kernel;

import org.jspecify.annotations.NullMarked;
