package org.comptrust.api.model;

import java.util.List;

/**
 * A decoder's shape, known before any weight is loaded. Blocks may differ from one another.
 *
 * @param architecture such as {@code llama} or {@code qwen2}
 * @param vocabulary rows of the embedding
 * @param hidden width of the residual stream
 * @param heads query heads
 * @param kvHeads key/value heads; divides {@code heads}
 * @param headDim channels of a head
 * @param maxPositions longest sequence, in tokens
 * @param tiedHead whether the head is the embedding
 * @param blocks the linears of each block, in the order q, k, v, o, gate, up, down; a fused one stands in the place of its first part
 * @since 0.1
 */
public record ModelShape(
        String architecture,
        int vocabulary,
        int hidden,
        int heads,
        int kvHeads,
        int headDim,
        int maxPositions,
        boolean tiedHead,
        List<List<LinearShape>> blocks) {
    public ModelShape {
        blocks = blocks.stream().map(List::copyOf).toList();
    }

    /** All linears of all blocks, in order. */
    public List<LinearShape> linears() {
        return blocks.stream().flatMap(List::stream).toList();
    }
}
