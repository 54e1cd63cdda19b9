/** Checkpoints, tokenizers, decoder kernels, inference and the compression walk. */
@NullMarked
package org.comptrust.models;

import org.jspecify.annotations.NullMarked;
