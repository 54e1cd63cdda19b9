/**
 * GPTQ: quantizes a linear column by column; the rounding error of each column is made up for by the columns not yet quantized. Frantar,
 * Ashkboos, Hoefler, Alistarh 2022, arXiv:2210.17323.
 *
 * <p>In reading order: {@link org.comptrust.compression.gptq.GptqMethod} (checks), {@link org.comptrust.compression.gptq.GptqOptions},
 * {@code GptqPlan} (one block: which linears, in which order), {@code GptqQuantizer} (one matrix), {@code gptq.py} (the arithmetic),
 * {@link org.comptrust.compression.support.SecondOrder} (the Hessian and its factor).
 */
@NullMarked
package org.comptrust.compression.gptq;

import org.jspecify.annotations.NullMarked;
