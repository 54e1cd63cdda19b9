/**
 * Compression of a whole model: {@link org.comptrust.models.compress.CompressionWalk} goes from block to block, measures what
 * enters the linears as the compressed predecessors produce it, and applies what a plan returns.
 */
@NullMarked
package org.comptrust.models.compress;

import org.jspecify.annotations.NullMarked;
