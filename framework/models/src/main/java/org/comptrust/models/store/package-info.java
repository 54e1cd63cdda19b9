/** Tensors between files and the device, and compressed models as folders. */
@NullMarked
package org.comptrust.models.store;

import org.jspecify.annotations.NullMarked;
