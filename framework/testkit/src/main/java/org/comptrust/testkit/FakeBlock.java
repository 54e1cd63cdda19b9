package org.comptrust.testkit;

import java.util.List;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.NormLayer;
import org.comptrust.api.compression.Replay;

/**
 * A decoder block over given weights and inputs.
 *
 * @param index of the block
 * @param stage within the block
 * @param linears all of the block
 * @param targets those of the stage
 * @param norms of the block
 * @param replay of the stage
 */
public record FakeBlock(
        int index,
        int stage,
        List<LinearLayer> linears,
        List<LinearLayer> targets,
        List<NormLayer> norms,
        Replay replay)
        implements DecoderBlock {
    public FakeBlock {
        linears = List.copyOf(linears);
        targets = List.copyOf(targets);
        norms = List.copyOf(norms);
    }

    @Override
    public List<LinearInput> inputs() {
        return targets.stream().map(LinearLayer::input).distinct().toList();
    }

    /** The linear of a name. */
    public LinearLayer linear(String name) {
        return linears.stream()
                .filter(layer -> layer.shape().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no linear " + name));
    }
}
