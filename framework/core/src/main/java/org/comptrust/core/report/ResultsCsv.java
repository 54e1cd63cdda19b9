package org.comptrust.core.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.comptrust.api.trust.Metric;
import org.comptrust.core.analysis.AverageScore;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.VariantFacts;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.report.Csv.Cell;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.CellScore;
import org.comptrust.core.result.CellStatistics;
import org.comptrust.core.result.Comparison;
import org.comptrust.core.result.Interval;
import org.comptrust.core.result.Judgement;
import org.comptrust.core.result.PairedStatistics;

/**
 * The results as a table: one row for the score of each cell and one for each of its metrics. Results only: no times, no paths,
 * rows sorted, so that two runs can be compared byte for byte.
 */
public final class ResultsCsv {
    /** What stands in the dimension's column of an average over several. */
    static final String AVERAGE = "(average)";

    private static final List<String> COLUMNS = List.of(
            "experiment",
            "model",
            "variant",
            "method",
            "options",
            "dimension",
            "dimension_version",
            "metric",
            "value",
            "unit",
            "items",
            "refusal_rate",
            "unreadable_rate",
            "base_value",
            "difference",
            "flips_ok_bad",
            "flips_bad_ok",
            "bits_per_weight",
            "sparsity",
            "status",
            "remark",
            "value_low",
            "value_high",
            "refusal_low",
            "refusal_high",
            "unreadable_low",
            "unreadable_high",
            "difference_low",
            "difference_high",
            "mcnemar_p",
            "noise_floor",
            "margin",
            "verdict",
            "verdict_p",
            "unanswerable",
            "dropped_shots");

    private final ExperimentPlan plan;
    private final Results results;
    private final List<Row> rows = new ArrayList<>();

    private ResultsCsv(ExperimentPlan plan, Results results) {
        this.plan = plan;
        this.results = results;
    }

    /** The table as text. */
    public static String of(ExperimentPlan plan, Results results) {
        return new ResultsCsv(plan, results).text();
    }

    /** Names of the columns, in order. */
    static List<String> columns() {
        return COLUMNS;
    }

    private String text() {
        for (PlannedModel model : plan.models()) {
            for (PlannedVariant variant : model.variants()) {
                for (PlannedDimension dimension : model.dimensions()) {
                    cell(model, variant, dimension);
                }
            }
        }
        Csv csv = new Csv();
        csv.row(COLUMNS.stream().map(Cell::new).toList());
        rows.stream().sorted(Comparator.comparing(Row::order)).forEach(row -> csv.row(row.cells()));
        AverageScore.of(plan, results).forEach(average -> csv.row(average(average)));
        return csv.toString();
    }

    /** Averages come last: they are of several dimensions. */
    private List<Cell> average(AverageScore average) {
        Map<String, Cell> cells = new HashMap<>();
        cells.put("experiment", Cell.text(plan.name()));
        cells.put("model", Cell.text(average.variant().model()));
        cells.put("variant", Cell.text(average.variant().variant()));
        cells.put("dimension", Cell.text(AVERAGE));
        cells.put("metric", Cell.text(average.definition().name()));
        average.value().ifPresent(value -> {
            cells.put("value", Cell.number(value));
            cells.put("unit", Cell.text("points"));
        });
        average.difference().ifPresent(difference -> {
            cells.put("base_value", Cell.number(average.value().orElseThrow() - difference));
            cells.put("difference", Cell.number(difference));
        });
        cells.put("status", Cell.text(average.value().isPresent() ? "scored" : "no score"));
        cells.put("remark", Cell.text(average.why()));
        return COLUMNS.stream()
                .map(column -> cells.getOrDefault(column, Cell.empty()))
                .toList();
    }

    private void cell(PlannedModel model, PlannedVariant variant, PlannedDimension dimension) {
        CellId id = new CellId(model.spec().name(), variant.id(), dimension.label());
        CellResult result = results.cell(id).orElseThrow();
        Line line = new Line(id, model, variant, dimension, result.status());
        if (result instanceof CellResult.Scored scored) {
            scored(line, scored.score());
        } else if (result instanceof CellResult.Failed failed) {
            // the message may hold paths of this machine: it is in the report
            row(line, "score", List.of(), "a failure of kind " + failed.kind() + ", see the report", List.of());
        } else {
            row(line, "score", List.of(), "not run, see the report", List.of());
        }
    }

    private void scored(Line line, CellScore score) {
        Optional<Comparison> against = score.againstBase();
        Optional<Metric> headline = score.score().headline();
        row(
                line,
                headline.map(Metric::name).orElse("score"),
                List.of(
                        headline.map(metric -> Cell.number(metric.value())).orElse(Cell.empty()),
                        headline.map(metric -> Cell.text(metric.unit())).orElse(Cell.empty()),
                        Cell.number(score.items()),
                        Cell.number(score.refusalRate()),
                        Cell.number(score.unreadableRate()),
                        against.map(c -> Cell.number(c.baseValue())).orElse(Cell.empty()),
                        against.map(c -> Cell.number(c.difference())).orElse(Cell.empty()),
                        against.map(c -> Cell.number(c.okToBad())).orElse(Cell.empty()),
                        against.map(c -> Cell.number(c.badToOk())).orElse(Cell.empty())),
                String.join(" ", score.score().remarks()),
                certainty(line, score));
        Map<String, Double> base = baseMetrics(line);
        for (Metric metric : score.score().metrics()) {
            if (headline.map(Metric::name).filter(metric.name()::equals).isPresent()) {
                continue; // said already
            }
            row(
                    line,
                    metric.name(),
                    List.of(
                            Cell.number(metric.value()),
                            Cell.text(metric.unit()),
                            Cell.empty(),
                            Cell.empty(),
                            Cell.empty(),
                            line.variant().isBase() || !base.containsKey(metric.name())
                                    ? Cell.empty()
                                    : Cell.number(base.get(metric.name()))),
                    "",
                    List.of());
        }
    }

    /** The columns behind the remark. */
    private List<Cell> certainty(Line line, CellScore score) {
        CellStatistics statistics = score.statistics();
        List<Cell> cells = new ArrayList<>();
        ends(cells, statistics.score().interval());
        ends(cells, statistics.refusals());
        ends(cells, statistics.unreadable());
        Optional<Comparison> against = score.againstBase();
        Optional<PairedStatistics> paired = against.map(Comparison::statistics);
        ends(cells, paired.flatMap(found -> found.difference().interval()));
        cells.add(paired.map(found -> Cell.number(found.mcNemar())).orElse(Cell.empty()));
        cells.add(against.flatMap(
                        compared -> results.noise(line.id().model(), line.id().dimension()))
                .map(noise -> Cell.number(noise.difference()))
                .orElse(Cell.empty()));
        Optional<Judgement> judgement = paired.flatMap(PairedStatistics::judgement);
        cells.add(judgement.map(judged -> Cell.number(judged.margin())).orElse(Cell.empty()));
        cells.add(judgement.map(judged -> Cell.text(judged.verdict().word())).orElse(Cell.empty()));
        cells.add(judgement.map(judged -> Cell.number(judged.p())).orElse(Cell.empty()));
        cells.add(Cell.number(score.unanswerable()));
        cells.add(Cell.number(score.droppedShots()));
        return cells;
    }

    private static void ends(List<Cell> cells, Optional<Interval> interval) {
        cells.add(interval.map(found -> Cell.number(found.low())).orElse(Cell.empty()));
        cells.add(interval.map(found -> Cell.number(found.high())).orElse(Cell.empty()));
    }

    private Map<String, Double> baseMetrics(Line line) {
        CellId base =
                new CellId(line.id().model(), PlannedVariant.BASE, line.id().dimension());
        Map<String, Double> metrics = new HashMap<>();
        if (results.cell(base).orElseThrow() instanceof CellResult.Scored scored) {
            scored.score().score().metrics().forEach(metric -> metrics.put(metric.name(), metric.value()));
        }
        return metrics;
    }

    /**
     * @param figures the columns from {@code value} on; what is missing is empty
     * @param certainty the columns behind the remark; what is missing is empty
     */
    private void row(Line line, String metric, List<Cell> figures, String remark, List<Cell> certainty) {
        Optional<VariantFacts> facts =
                results.weighed(line.id().model(), line.id().variant());
        List<Cell> cells = new ArrayList<>(List.of(
                Cell.text(plan.name()),
                Cell.text(line.id().model()),
                Cell.text(line.id().variant()),
                Cell.text(chain(line.variant(), VariantRecipe.Link::method)),
                Cell.text(chain(line.variant(), VariantRecipe.Link::options)),
                Cell.text(line.id().dimension()),
                Cell.number(line.dimension().version()),
                Cell.text(metric)));
        int sofar = cells.size();
        cells.addAll(figures);
        while (cells.size() < sofar + 9) {
            cells.add(Cell.empty());
        }
        cells.add(facts.map(f -> Cell.number(f.bitsPerWeight())).orElse(Cell.empty()));
        cells.add(facts.map(f -> Cell.number(f.sparsity())).orElse(Cell.empty()));
        cells.add(Cell.text(line.status()));
        cells.add(Cell.text(remark));
        cells.addAll(certainty);
        while (cells.size() < COLUMNS.size()) {
            cells.add(Cell.empty());
        }
        boolean headline = rows.isEmpty() || !rows.get(rows.size() - 1).cell().equals(line.id());
        rows.add(new Row(line.id(), order(line, headline, metric), cells));
    }

    private static String chain(PlannedVariant variant, Function<VariantRecipe.Link, String> part) {
        return variant.recipe().chain().stream().map(part).collect(Collectors.joining(" + "));
    }

    /** Model, the base before its variants, dimension, the score before its metrics. */
    private static String order(Line line, boolean headline, String metric) {
        return String.join(
                "\u0000",
                line.id().model(),
                line.variant().isBase() ? "0" : "1",
                line.id().variant(),
                line.id().dimension(),
                headline ? "0" : "1",
                metric);
    }

    /** What the rows of a cell share. */
    private record Line(
            CellId id, PlannedModel model, PlannedVariant variant, PlannedDimension dimension, String status) {}

    private record Row(CellId cell, String order, List<Cell> cells) {}
}
