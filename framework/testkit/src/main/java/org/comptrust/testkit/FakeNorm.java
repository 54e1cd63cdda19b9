package org.comptrust.testkit;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.NormLayer;

/**
 * A norm over a given array.
 *
 * @param weight {@code [hidden]}
 * @param feeds what it produces
 */
record FakeNorm(String name, NDArray weight, List<LinearInput> feeds) implements NormLayer {
    FakeNorm {
        feeds = List.copyOf(feeds);
    }
}
