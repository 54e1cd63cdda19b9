package org.comptrust.models.compress;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.NormLayer;

/** A linear with no block around it, as a plugin sees it: block, layer and input in one. It has no bias. */
public interface LoneLinear extends DecoderBlock, LinearLayer, LinearInput {
    @Override
    default int index() {
        return 0;
    }

    @Override
    default List<LinearLayer> linears() {
        return List.of(this);
    }

    @Override
    default List<LinearLayer> targets() {
        return List.of(this);
    }

    @Override
    default List<LinearInput> inputs() {
        return List.of(this);
    }

    @Override
    default List<NormLayer> norms() {
        return List.of();
    }

    @Override
    default Optional<NDArray> bias() {
        return Optional.empty();
    }

    @Override
    default LinearInput input() {
        return this;
    }

    @Override
    default List<LinearLayer> consumers() {
        return List.of(this);
    }
}
