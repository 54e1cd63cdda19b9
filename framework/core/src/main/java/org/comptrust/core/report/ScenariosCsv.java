package org.comptrust.core.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.comptrust.api.trust.Metric;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedScenario;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.report.Csv.Cell;
import org.comptrust.core.result.Interval;
import org.comptrust.core.result.ScenarioScore;

/**
 * One row for each model, variant, dimension and scenario, those included that were not asked. Results only, in the order of the
 * experiment: no times, no paths (why a scenario is unavailable is in the report), so that two runs can be compared byte for byte.
 */
public final class ScenariosCsv {
    private static final List<String> COLUMNS = List.of(
            "experiment",
            "model",
            "variant",
            "method",
            "options",
            "dimension",
            "dimension_version",
            "prompts",
            "scenario",
            "in_score",
            "status",
            "items_in_all",
            "items_asked",
            "unanswerable",
            "items_with_dropped_shots",
            "dropped_shots",
            "value",
            "unit",
            "value_low",
            "value_high",
            "refusal_rate",
            "refusal_low",
            "refusal_high",
            "unreadable_rate",
            "unreadable_low",
            "unreadable_high",
            "remark");

    private ScenariosCsv() {}

    /** The table as text. */
    public static String of(ExperimentPlan plan, Results results) {
        Csv csv = new Csv();
        csv.row(COLUMNS.stream().map(Cell::new).toList());
        for (PlannedModel model : plan.models()) {
            Scored cells = new Scored(model, results);
            for (PlannedVariant variant : model.variants()) {
                for (PlannedDimension dimension : model.dimensions()) {
                    for (PlannedScenario scenario : dimension.scenarios()) {
                        List<Cell> row = new ArrayList<>(List.of(
                                Cell.text(plan.name()), Cell.text(model.spec().name())));
                        row.addAll(names(variant, dimension, scenario));
                        row.addAll(figures(
                                cells.result(variant, dimension).status(),
                                scenario,
                                ScenarioRows.of(cells, variant, dimension, scenario)));
                        csv.row(row);
                    }
                }
            }
        }
        return csv.toString();
    }

    private static List<Cell> names(PlannedVariant variant, PlannedDimension dimension, PlannedScenario scenario) {
        return List.of(
                Cell.text(variant.id()),
                Cell.text(variant.recipe().chain().stream()
                        .map(VariantRecipe.Link::method)
                        .collect(Collectors.joining(" + "))),
                Cell.text(variant.recipe().chain().stream()
                        .map(VariantRecipe.Link::options)
                        .collect(Collectors.joining(" + "))),
                Cell.text(dimension.label()),
                Cell.number(dimension.version()),
                Cell.text(dimension.prompts().name().toLowerCase(Locale.ROOT)),
                Cell.text(scenario.id()),
                Cell.text(Boolean.toString(scenario.scored())));
    }

    /** @param cell status of the cell that the scenario belongs to */
    private static List<Cell> figures(String cell, PlannedScenario scenario, Optional<ScenarioScore> score) {
        List<Cell> cells = new ArrayList<>();
        boolean ended = scenario.asked() && score.isEmpty(); // the whole cell failed or was not run
        cells.add(Cell.text(ended ? cell : ScenarioRows.status(scenario)));
        cells.add(Cell.number(scenario.total()));
        if (score.isEmpty()) {
            while (cells.size() < COLUMNS.size() - 10) {
                cells.add(Cell.empty());
            }
            return cells;
        }
        ScenarioScore found = score.get();
        cells.add(Cell.number(found.asked()));
        cells.add(Cell.number(found.unanswerable()));
        cells.add(Cell.number(found.itemsWithDroppedShots()));
        cells.add(Cell.number(found.droppedShots()));
        cells.add(found.score().map(metric -> Cell.number(metric.value())).orElse(Cell.empty()));
        cells.add(found.score().map(Metric::unit).map(Cell::text).orElse(Cell.empty()));
        ends(cells, found.statistics().score().interval());
        boolean answered = found.asked() > found.unanswerable();
        cells.add(answered ? Cell.number(found.refusalRate()) : Cell.empty());
        ends(cells, found.statistics().refusals());
        cells.add(answered ? Cell.number(found.unreadableRate()) : Cell.empty());
        ends(cells, found.statistics().unreadable());
        cells.add(Cell.text(found.statistics().score().why()));
        return cells;
    }

    private static void ends(List<Cell> cells, Optional<Interval> interval) {
        cells.add(interval.map(found -> Cell.number(found.low())).orElse(Cell.empty()));
        cells.add(interval.map(found -> Cell.number(found.high())).orElse(Cell.empty()));
    }
}
