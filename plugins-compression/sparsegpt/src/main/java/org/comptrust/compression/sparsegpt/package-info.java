/**
 * SparseGPT: prunes a linear column by column; what each pruned weight added to the output is made up for by the weights to come. Frantar and
 * Alistarh 2023, arXiv:2301.00774.
 *
 * <p>In reading order: {@link org.comptrust.compression.sparsegpt.SparseGptMethod} (checks),
 * {@link org.comptrust.compression.sparsegpt.SparseGptOptions}, {@code SparseGptPlan} (one block), {@code SparseGptPruner} (one matrix),
 * {@code sparsegpt.py} (the arithmetic), {@link org.comptrust.compression.support.SecondOrder} (what it shares with GPTQ).
 */
@NullMarked
package org.comptrust.compression.sparsegpt;

import org.jspecify.annotations.NullMarked;
