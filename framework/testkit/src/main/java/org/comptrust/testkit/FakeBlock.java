package org.comptrust.testkit;

import java.util.List;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.LinearLayer;

/**
 * A decoder block over given weights and inputs.
 *
 * @param index of the block
 * @param stage within the block
 * @param linears all of the block
 * @param targets those of the stage
 */
public record FakeBlock(int index, int stage, List<LinearLayer> linears, List<LinearLayer> targets)
        implements DecoderBlock {
    public FakeBlock {
        linears = List.copyOf(linears);
        targets = List.copyOf(targets);
    }

    /** The linear of a name. */
    public LinearLayer linear(String name) {
        return linears.stream()
                .filter(layer -> layer.shape().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no linear " + name));
    }
}
