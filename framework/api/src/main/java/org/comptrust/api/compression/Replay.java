package org.comptrust.api.compression;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;

/**
 * Runs a part of the block on its calibration inputs, with causal masks and positions, without gradients. Implemented by the host.
 * Throws {@link IllegalStateException} unless the stage declared {@link Need#REPLAY}.
 *
 * @since 0.1
 */
public interface Replay {
    /**
     * How much trial weights change the output of a segment. All calibration tokens go through once, whatever the number of trials;
     * the trials stay in memory meanwhile.
     *
     * @param trials each: dense stand-ins {@code [out, in]} float32 for some linears of the segment; the others keep their weights
     * @return for each trial the mean over all elements of the output of the squared difference to the output with the present
     *     weights; differences in float32, summed in float64
     */
    double[] errors(Segment segment, List<Map<LinearLayer, NDArray>> trials);
}
