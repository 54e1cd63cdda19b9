/** Shapes of well-known models, for plans without checkpoints. */
@NullMarked
package org.comptrust.core.shape;

import org.jspecify.annotations.NullMarked;
