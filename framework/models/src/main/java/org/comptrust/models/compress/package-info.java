/**
 * Compression of a whole model: {@link org.comptrust.models.compress.CompressionWalk} goes from block to block, measures what
 * enters the linears as the compressed predecessors produce it, and applies what a plan returns.
 * {@link org.comptrust.models.compress.SingleLayer} does the same with one linear and no model around it.
 */
@NullMarked
package org.comptrust.models.compress;

import org.jspecify.annotations.NullMarked;
