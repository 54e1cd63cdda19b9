package org.comptrust.api.compression;

import java.util.Optional;

/**
 * What computes an input channel by channel, so that a factor for each channel can be taken out of the input and put into its
 * consumers without a change of the block's output. Implemented by the host. At most one of norm and linear is present; neither if
 * there is no such place, or if a consumer that cannot take the factor stands in the way.
 *
 * @since 0.1
 */
public interface Producer {
    /** The norm whose weights are the channels' factors. */
    Optional<NormLayer> norm();

    /** The linear of which {@link #channelsPerRow()} channels are one output row, starting at {@link #firstRow()}. */
    Optional<LinearLayer> linear();

    /** First output row of {@link #linear()} that makes the input: above 0 where projections are fused. */
    int firstRow();

    /**
     * How many channels of the input come from one output row of {@link #linear()}: 1, or more where grouped queries share a value
     * head, so that a factor for a single channel has no place.
     */
    int channelsPerRow();
}
