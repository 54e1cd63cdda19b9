package org.comptrust.api.compression;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * What enters one or more linears, measured over the calibration data. Implemented by the host. Each statistic throws
 * {@link IllegalStateException} if its {@link Need} was not declared.
 *
 * @since 0.1
 */
public interface LinearInput {
    /** The linears that read it, in the block's order: also those that are no target. */
    List<LinearLayer> consumers();

    /** Number of calibration tokens. */
    long tokens();

    /** Number of calibration sequences. */
    long sequences();

    /** {@code [in]}: sum over tokens of x^2, over {@link #sequences()}. Wanda's {@code a}. */
    NDArray meanSquare();

    /** {@code [in]}: mean over tokens of |x|. */
    NDArray absMean();

    /** {@code [in, in]}: sum over tokens of x x^T, over {@link #sequences()}. GPTQ's Hessian is twice this. */
    NDArray gram();
}
