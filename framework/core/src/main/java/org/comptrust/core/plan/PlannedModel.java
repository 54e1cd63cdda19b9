package org.comptrust.core.plan;

import java.util.List;
import org.comptrust.core.port.ModelSpec;
import org.comptrust.core.port.Models;

/**
 * A model of the experiment.
 *
 * @param spec what the spec says of it
 * @param model the opened checkpoint; no weight is in memory yet
 * @param variants the base first
 * @param dimensions in the spec's order
 */
public record PlannedModel(
        ModelSpec spec, Models.Model model, List<PlannedVariant> variants, List<PlannedDimension> dimensions) {
    public PlannedModel {
        variants = List.copyOf(variants);
        dimensions = List.copyOf(dimensions);
    }
}
