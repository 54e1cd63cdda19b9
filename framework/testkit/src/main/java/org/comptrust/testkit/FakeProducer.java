package org.comptrust.testkit;

import java.util.Optional;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.NormLayer;
import org.comptrust.api.compression.Producer;

/**
 * What computes an input.
 *
 * @param channelsPerRow of the input that come from one row of the linear
 */
record FakeProducer(Optional<NormLayer> norm, Optional<LinearLayer> linear, int firstRow, int channelsPerRow)
        implements Producer {
    /** Given numbers come from nowhere: nothing absorbs a factor. */
    static final FakeProducer NOWHERE = new FakeProducer(Optional.empty(), Optional.empty(), 0, 1);

    static FakeProducer of(NormLayer norm) {
        return new FakeProducer(Optional.of(norm), Optional.empty(), 0, 1);
    }

    /** @param channels of the input: as many as the linear has rows, or a multiple where queries share a value head */
    static FakeProducer of(LinearLayer linear, int channels) {
        return new FakeProducer(
                Optional.empty(),
                Optional.of(linear),
                0,
                channels / linear.shape().out());
    }
}
