/**
 * AWQ, activation-aware weight quantization: channels that carry large activations are scaled up before rounding, and the inverse goes
 * where they are computed; then the range of each group is clipped where that hurts the outputs least; then all is rounded. Lin et al.
 * 2023, arXiv:2306.00978.
 *
 * <p>In reading order: {@link org.comptrust.compression.awq.AwqMethod} (checks), {@link org.comptrust.compression.awq.AwqOptions},
 * {@code AwqPlan} (what is measured), {@code AwqBlock} (the steps on one block), {@code ScalePlace} (where the inverse of a scale goes),
 * {@code ScaleSearch}, {@code awq.py} (the arithmetic of both searches).
 */
@NullMarked
package org.comptrust.compression.awq;

import org.jspecify.annotations.NullMarked;
