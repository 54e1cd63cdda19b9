/**
 * Wanda: prunes by weight magnitude times the norm of the input it multiplies; no update of what stays. Sun et al. 2023,
 * arXiv:2306.11695.
 *
 * <p>In reading order: {@link org.comptrust.compression.wanda.WandaMethod} (checks),
 * {@link org.comptrust.compression.wanda.WandaOptions}, {@code WandaPlan} (one block), {@code wanda.py} (the arithmetic).
 */
@NullMarked
package org.comptrust.compression.wanda;

import org.jspecify.annotations.NullMarked;
