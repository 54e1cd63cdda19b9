package org.comptrust.testkit;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.model.LinearShape;

/** A linear over given arrays. */
final class FakeLayer implements LinearLayer {
    private final LinearShape shape;
    private final NDArray weight;
    private final Optional<NDArray> bias;
    private final FakeInput input;

    /** @param bias empty: none */
    FakeLayer(LinearShape shape, NDArray weight, Optional<NDArray> bias, FakeInput input) {
        this.shape = shape;
        this.weight = weight;
        this.bias = bias;
        this.input = input;
        input.readBy(this);
    }

    @Override
    public LinearShape shape() {
        return shape;
    }

    @Override
    public NDArray weight() {
        return weight;
    }

    @Override
    public Optional<NDArray> bias() {
        return bias;
    }

    @Override
    public LinearInput input() {
        return input;
    }
}
