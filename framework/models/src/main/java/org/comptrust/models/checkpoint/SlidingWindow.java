package org.comptrust.models.checkpoint;

import java.util.List;

/**
 * How far back some blocks look: each position sees itself and the {@code tokens - 1} before it. Beltagy et al. 2020, arXiv:2004.05150.
 *
 * @param tokens at least 1
 * @param first the first block that looks through it; read where {@code blocks} is empty
 * @param blocks for each block whether it looks through it; empty: all from the first on
 */
public record SlidingWindow(int tokens, int first, List<Boolean> blocks) {
    public SlidingWindow {
        blocks = List.copyOf(blocks);
    }

    /** Whether a block looks through the window; the others see all that is before a position. */
    public boolean covers(int block) {
        return blocks.isEmpty() ? block >= first : blocks.get(block);
    }
}
