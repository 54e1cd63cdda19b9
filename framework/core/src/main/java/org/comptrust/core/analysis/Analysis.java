package org.comptrust.core.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.trust.DataException;
import org.comptrust.core.failure.Failures;
import org.comptrust.core.journal.CellState;
import org.comptrust.core.journal.GradedAnswer;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.journal.VariantRecord;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.PluginException;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellOutcome;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.VariantId;

/** Scores the grades of a journal. A pure function of plan and journal: nothing is asked again, nothing depends on time. */
public final class Analysis {
    private final ExperimentPlan plan;
    private final Journal journal;
    private final Map<CellId, CellState> states;

    private Analysis(ExperimentPlan plan, Journal journal) {
        this.plan = plan;
        this.journal = journal;
        this.states = journal.cells();
    }

    /** The results of what was run so far. */
    public static Results of(ExperimentPlan plan, Journal journal) {
        return new Analysis(plan, journal).results();
    }

    private Results results() {
        Map<CellId, CellResult> results = new LinkedHashMap<>();
        Map<VariantId, VariantRecord> variants = new LinkedHashMap<>();
        for (PlannedModel model : plan.models()) {
            for (PlannedDimension dimension : model.dimensions()) {
                score(model, dimension, results);
            }
            model.variants().forEach(variant -> record(model, variant)
                    .ifPresent(found -> variants.put(new VariantId(model.spec().name(), variant.id()), found)));
        }
        List<CellOutcome> cells = new ArrayList<>();
        plan.cells().forEach(cell -> cells.add(new CellOutcome(cell, results.get(cell))));
        return new Results(cells, variants, journal.about());
    }

    private void score(PlannedModel model, PlannedDimension dimension, Map<CellId, CellResult> results) {
        Optional<Scoring> scoring = dimension.plan().map(plan -> new Scoring(dimension, plan, journal));
        Optional<List<GradedAnswer>> base = Optional.empty();
        for (PlannedVariant variant : model.variants()) {
            CellId cell = new CellId(model.spec().name(), variant.id(), dimension.label());
            CellState state = states.get(cell);
            if (dimension.failure().isPresent()) {
                results.put(cell, dimension.failure().get());
            } else if (state == null) {
                results.put(cell, new CellResult.Skipped("not run yet"));
            } else if (state.ended().isPresent()) {
                results.put(cell, state.ended().get());
            } else {
                List<GradedAnswer> grades = journal.grades(state.key());
                results.put(cell, result(scoring.orElseThrow(), grades, base));
                if (variant.isBase()) {
                    base = Optional.of(grades);
                }
            }
        }
    }

    private static CellResult result(Scoring scoring, List<GradedAnswer> grades, Optional<List<GradedAnswer>> base) {
        try {
            return new CellResult.Scored(scoring.score(grades, base));
        } catch (PluginException | DataException | ModelException failure) {
            return Failures.of(failure);
        }
    }

    private Optional<VariantRecord> record(PlannedModel model, PlannedVariant variant) {
        return model.dimensions().stream()
                .map(dimension -> new CellId(model.spec().name(), variant.id(), dimension.label()))
                .flatMap(cell -> Optional.ofNullable(states.get(cell)).stream())
                .map(CellState::variant)
                .filter(key -> !key.isEmpty())
                .findFirst()
                .flatMap(journal::variant);
    }
}
