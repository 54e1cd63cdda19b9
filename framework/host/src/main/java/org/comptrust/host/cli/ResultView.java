package org.comptrust.host.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scale;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellOutcome;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.CellScore;
import org.comptrust.core.result.Verdict;
import org.comptrust.core.run.RunOutcome;
import org.comptrust.host.text.TextTable;
import org.jspecify.annotations.Nullable;

/** What a run left, for people and for programs. */
final class ResultView {
    private final RunOutcome outcome;
    private final Set<Verdict> failIf;
    private final Map<CellId, Scale> scales;

    ResultView(ExperimentPlan plan, RunOutcome outcome) {
        this.outcome = outcome;
        this.failIf = plan.decision().failIf();
        this.scales = scales(plan);
    }

    /** Who must act on the failed cells; if none failed, whether there is a verdict that the experiment fails by. */
    int exitCode() {
        int code = Failure.exitCodeOf(outcome.cells().stream()
                .flatMap(cell -> cell.result() instanceof CellResult.Failed failed ? Stream.of(failed) : Stream.empty())
                .toList());
        return code == ExitCode.DONE && failsByVerdict() ? ExitCode.VERDICT : code;
    }

    private boolean failsByVerdict() {
        return outcome.cells().stream()
                .flatMap(cell -> cell.result() instanceof CellResult.Scored scored
                        ? scored.score().againstBase().stream()
                        : Stream.empty())
                .flatMap(comparison -> comparison.statistics().judgement().stream())
                .anyMatch(judgement -> failIf.contains(judgement.verdict()));
    }

    /** Variant by dimension, with score and difference, and where everything lies. */
    String text() {
        TextTable table = new TextTable(
                "model",
                "variant",
                "dimension",
                "score",
                "difference",
                "items",
                "too long",
                "refused",
                "unreadable",
                "status");
        outcome.cells().forEach(cell -> row(table, cell));
        StringBuilder text = new StringBuilder(table.toString());
        remarks().forEach(remark -> text.append('\n').append(remark));
        text.append("\n\nresults: ").append(outcome.folder());
        outcome.resultsCsv().ifPresent(file -> text.append("\ntable:   ").append(file));
        outcome.report().ifPresent(file -> text.append("\nreport:  ").append(file));
        return text.toString();
    }

    /** Why there is no score, once for each dimension. */
    private Set<String> remarks() {
        Set<String> remarks = new LinkedHashSet<>();
        for (CellOutcome cell : outcome.cells()) {
            if (cell.result() instanceof CellResult.Scored scored
                    && scored.score().score().headline().isEmpty()) {
                scored.score()
                        .score()
                        .remarks()
                        .forEach(remark -> remarks.add(cell.cell().dimension() + ": " + remark));
            }
        }
        return remarks;
    }

    /** One sentence for each message, with the cells that it ended. */
    List<String> failures() {
        Map<String, List<String>> cellsOf = new LinkedHashMap<>();
        for (CellOutcome cell : outcome.cells()) {
            if (cell.result() instanceof CellResult.Failed failed) {
                cellsOf.computeIfAbsent(failed.message(), message -> new ArrayList<>())
                        .add(cell.cell().toString());
            }
        }
        return cellsOf.entrySet().stream()
                .map(entry -> "failed: " + String.join(", ", entry.getValue()) + ": " + entry.getKey())
                .toList();
    }

    Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("folder", outcome.folder().toString());
        outcome.resultsCsv().ifPresent(file -> all.put("resultsCsv", file.toString()));
        outcome.report().ifPresent(file -> all.put("report", file.toString()));
        all.put("cells", outcome.cells().stream().map(this::json).toList());
        return all;
    }

    private void row(TextTable table, CellOutcome cell) {
        CellId id = cell.cell();
        if (cell.result() instanceof CellResult.Scored scored) {
            CellScore score = scored.score();
            table.row(
                    id.model(),
                    id.variant(),
                    id.dimension(),
                    score.score().headline().map(ResultView::figure).orElse("-"),
                    score.againstBase()
                            .map(comparison -> difference(comparison.difference(), scales.get(id)))
                            .orElse("-"),
                    String.valueOf(score.items()),
                    score.unanswerable() == 0 ? "" : String.valueOf(score.unanswerable()),
                    percent(score.refusalRate()),
                    percent(score.unreadableRate()),
                    score.score().headline().isPresent() ? "" : "no score");
        } else {
            table.row(
                    id.model(),
                    id.variant(),
                    id.dimension(),
                    "-",
                    "-",
                    "-",
                    "-",
                    "-",
                    "-",
                    cell.result().status());
        }
    }

    private Map<String, Object> json(CellOutcome cell) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("model", cell.cell().model());
        one.put("variant", cell.cell().variant());
        one.put("dimension", cell.cell().dimension());
        one.put("status", cell.result().status());
        if (cell.result() instanceof CellResult.Scored scored) {
            json(one, scored.score());
        } else if (cell.result() instanceof CellResult.Skipped skipped) {
            one.put("reason", skipped.reason());
        } else if (cell.result() instanceof CellResult.Failed failed) {
            one.put("kind", failed.kind().name().toLowerCase(Locale.ROOT));
            one.put("reason", failed.message());
        }
        return one;
    }

    private static void json(Map<String, Object> one, CellScore score) {
        score.score().headline().ifPresent(metric -> {
            one.put("score", metric.value());
            one.put("unit", metric.unit());
        });
        score.againstBase().ifPresent(comparison -> {
            one.put("difference", comparison.difference());
            one.put("okToBad", comparison.okToBad());
            one.put("badToOk", comparison.badToOk());
        });
        one.put("items", score.items());
        one.put("unanswerable", score.unanswerable());
        one.put("droppedShots", score.droppedShots());
        one.put("refusalRate", score.refusalRate());
        one.put("unreadableRate", score.unreadableRate());
        one.put(
                "metrics",
                score.score().metrics().stream()
                        .collect(Collectors.toMap(Metric::name, Metric::value, (a, b) -> b, LinkedHashMap::new)));
        one.put("remarks", score.score().remarks());
    }

    private static Map<CellId, Scale> scales(ExperimentPlan plan) {
        Map<CellId, Scale> scales = new LinkedHashMap<>();
        for (var model : plan.models()) {
            for (var variant : model.variants()) {
                for (var dimension : model.dimensions()) {
                    CellId id = new CellId(model.spec().name(), variant.id(), dimension.label());
                    dimension.plan().ifPresent(planned -> scales.put(id, planned.scale()));
                }
            }
        }
        return scales;
    }

    private static String figure(Metric metric) {
        return String.format(Locale.ROOT, "%.2f", metric.value());
    }

    private static String difference(double difference, @Nullable Scale scale) {
        return scale == Scale.RATIO
                ? String.format(Locale.ROOT, "%+.1f %%", 100 * difference)
                : String.format(Locale.ROOT, "%+.2f", difference);
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * fraction);
    }
}
