package org.comptrust.core.spec;

import java.util.List;
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
     * Cells, by names in which {@code *} stands for any text: one of each list; what is not said may be anything.
     *
     * @param method key of the methods section, or id of a method
     * @param dimension its id, or its label in the results
     */
    public record Entry(
            Place place, List<Named> model, List<Named> method, List<Named> variant, List<Named> dimension) {
        public Entry {
            model = List.copyOf(model);
            method = List.copyOf(method);
            variant = List.copyOf(variant);
            dimension = List.copyOf(dimension);
        }
    }
}
