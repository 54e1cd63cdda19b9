package org.comptrust.core.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.comptrust.core.analysis.Efficiency;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.VariantFacts;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.report.Csv.Cell;
import org.comptrust.core.result.VariantId;

/**
 * What variants weigh and how fast they answered, one row each. Times and memory are measured, so two runs differ here; results that
 * can be compared byte for byte are in {@link ResultsCsv}.
 */
public final class EfficiencyCsv {
    private static final List<String> COLUMNS = List.of(
            "experiment",
            "model",
            "variant",
            "method",
            "options",
            "weight_bytes",
            "bits_per_weight",
            "sparsity",
            "peak_resident_bytes",
            "generated_tokens_per_second",
            "scored_tokens_per_second",
            "answer_seconds");

    private EfficiencyCsv() {}

    /** The table as text. */
    public static String of(ExperimentPlan plan, Results results) {
        Csv csv = new Csv();
        csv.row(COLUMNS.stream().map(Cell::new).toList());
        for (PlannedModel model : plan.models()) {
            for (PlannedVariant variant : model.variants()) {
                csv.row(row(plan, model, variant, results));
            }
        }
        return csv.toString();
    }

    private static List<Cell> row(ExperimentPlan plan, PlannedModel model, PlannedVariant variant, Results results) {
        VariantId id = new VariantId(model.spec().name(), variant.id());
        Optional<VariantFacts> facts = results.weighed(id.model(), id.variant());
        Optional<Efficiency> measured = Optional.ofNullable(results.efficiency().get(id));
        List<Cell> cells = new ArrayList<>(List.of(
                Cell.text(plan.name()),
                Cell.text(id.model()),
                Cell.text(id.variant()),
                Cell.text(variant.recipe().chain().stream()
                        .map(VariantRecipe.Link::method)
                        .collect(Collectors.joining(" + "))),
                Cell.text(variant.recipe().chain().stream()
                        .map(VariantRecipe.Link::options)
                        .collect(Collectors.joining(" + ")))));
        cells.add(facts.map(found -> Cell.number(found.weightBytes())).orElse(Cell.empty()));
        cells.add(facts.map(found -> Cell.number(found.bitsPerWeight())).orElse(Cell.empty()));
        cells.add(facts.map(found -> Cell.number(found.sparsity())).orElse(Cell.empty()));
        cells.add(measured.filter(found -> found.residentBytes().isPresent())
                .map(found -> Cell.number(found.residentBytes().getAsLong()))
                .orElse(Cell.empty()));
        cells.add(measured.map(found -> Cell.number(found.generatedPerSecond())).orElse(Cell.empty()));
        cells.add(measured.map(found -> Cell.number(found.scoredPerSecond())).orElse(Cell.empty()));
        cells.add(measured.map(found -> Cell.number(found.seconds())).orElse(Cell.empty()));
        return cells;
    }
}
