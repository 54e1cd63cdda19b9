package org.comptrust.api.compression;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.Consumer;

/**
 * What enters one or more linears, measured over the calibration data. Implemented by the host. Each statistic throws
 * {@link IllegalStateException} if its {@link Need} was not declared.
 *
 * @since 0.1
 */
public interface LinearInput {
    /** The linears that read it, in the block's order: also those that are no target. */
    List<LinearLayer> consumers();

    /** What computes it. */
    Producer producer();

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

    /**
     * {@code [n, in]} float32: every {@code step}-th token from the {@code first}-th on, in the order of the calibration sequences.
     *
     * @param first at least 0
     * @param step at least 1
     */
    NDArray rows(long first, long step);

    /** Visits all tokens in order, {@code [sequences, seq, in]} float32 at a time; each array is closed after its visit. */
    void forEach(Consumer<NDArray> batch);
}
