package org.comptrust.api.compression;

import java.util.List;
import java.util.Set;
import org.comptrust.api.model.LinearShape;

/**
 * Linears of one block that are compressed together. Their inputs are measured after the earlier stages of the block were
 * applied.
 *
 * @param linears the targets
 * @param needs what to measure; empty: no pass over the calibration data
 * @since 0.1
 */
public record Stage(List<LinearShape> linears, Set<Need> needs) {
    public Stage {
        linears = List.copyOf(linears);
        needs = Set.copyOf(needs);
        if (linears.isEmpty()) {
            throw new IllegalArgumentException("a stage needs a linear");
        }
    }
}
