package org.comptrust.core.plan;

import java.util.List;
import java.util.Set;
import org.comptrust.core.port.ModelSource;
import org.comptrust.core.port.ModelSpec;
import org.comptrust.core.port.Models;
import org.comptrust.core.result.CellId;

/**
 * A model of the experiment.
 *
 * @param spec what the spec says of it
 * @param model the opened checkpoint; no weight is in memory yet
 * @param variants the base first
 * @param dimensions in the spec's order
 * @param leftOut cells of these variants and dimensions that do not run
 */
public record PlannedModel(
        ModelSpec spec,
        Models.Model model,
        List<PlannedVariant> variants,
        List<PlannedDimension> dimensions,
        Set<CellId> leftOut) {
    public PlannedModel {
        variants = List.copyOf(variants);
        dimensions = List.copyOf(dimensions);
        leftOut = Set.copyOf(leftOut);
    }

    /** What a variant is asked, in the spec's order. */
    public List<PlannedDimension> dimensions(PlannedVariant variant) {
        return dimensions.stream()
                .filter(dimension -> !leftOut.contains(cell(variant, dimension)))
                .toList();
    }

    /**
     * Whether what is asked together moves its answers by more than last bits: it computes in a short dtype. Of models that others
     * serve nothing is known.
     */
    public boolean rounds() {
        return spec.source() instanceof ModelSource.Folder && !spec.dtype().equals("float32");
    }

    /** The name of a cell. */
    public CellId cell(PlannedVariant variant, PlannedDimension dimension) {
        return new CellId(spec.name(), variant.id(), dimension.label());
    }
}
