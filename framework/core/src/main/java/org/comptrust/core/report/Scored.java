package org.comptrust.core.report;

import java.util.Optional;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.CellScore;
import org.comptrust.core.result.Comparison;

/** The cells of one model, looked up. */
final class Scored {
    private final PlannedModel model;
    private final Results results;

    Scored(PlannedModel model, Results results) {
        this.model = model;
        this.results = results;
    }

    CellResult result(PlannedVariant variant, PlannedDimension dimension) {
        return results.cell(new CellId(model.spec().name(), variant.id(), dimension.label()))
                .orElseThrow();
    }

    Optional<CellScore> score(PlannedVariant variant, PlannedDimension dimension) {
        return result(variant, dimension) instanceof CellResult.Scored scored
                ? Optional.of(scored.score())
                : Optional.empty();
    }

    Optional<Comparison> comparison(PlannedVariant variant, PlannedDimension dimension) {
        return score(variant, dimension).flatMap(CellScore::againstBase);
    }

    /** Whether a difference is no larger than what the base shows against itself. */
    boolean withinNoise(Comparison against, PlannedDimension dimension) {
        return results.noise(model.spec().name(), dimension.label())
                .filter(noise -> noise.covers(against.difference()))
                .isPresent();
    }
}
