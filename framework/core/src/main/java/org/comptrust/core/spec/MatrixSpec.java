package org.comptrust.core.spec;

import java.util.List;
import java.util.Optional;
import org.comptrust.core.spec.ExperimentSpec.Named;

/**
 * Which cells of models x variants x dimensions run.
 *
 * @param include only cells that one of these names, and what they are compared with; empty: all
 * @param exclude no cell that one of these names
 * @param maxCells the most cells that the author means
 * @param place where that is said
 */
public record MatrixSpec(List<Entry> include, List<Entry> exclude, int maxCells, Place place) {
    public MatrixSpec {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /**
     * Cells, by names in which {@code *} stands for any text; what is not said may be anything.
     *
     * @param method key of the methods section, or id of a method
     * @param dimension its id, or its label in the results
     */
    public record Entry(
            Place place,
            Optional<Named> model,
            Optional<Named> method,
            Optional<Named> variant,
            Optional<Named> dimension) {}
}
