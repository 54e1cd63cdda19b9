package org.comptrust.core.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellOutcome;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.VariantId;

/** The results as one page that needs nothing else: no script, no font, no picture from anywhere. */
public final class HtmlReport {
    private final ExperimentPlan plan;
    private final Results results;
    private final Html html = new Html();

    private HtmlReport(ExperimentPlan plan, Results results) {
        this.plan = plan;
        this.results = results;
    }

    /** The page as text. */
    public static String of(ExperimentPlan plan, Results results) {
        return new HtmlReport(plan, results).page();
    }

    private String page() {
        html.open("html", "lang", "en").open("head");
        html.empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.leaf("title", plan.name() + " - comptrust").style(css()).close();
        html.open("body").open("main");
        html.leaf("h1", plan.name());
        summary();
        for (PlannedModel model : plan.models()) {
            html.leaf("h2", "At a glance" + of(model));
            new HeatMap(
                            html,
                            model,
                            results,
                            plan.decision().baseline(model.spec().name()))
                    .write();
            charts(model);
            html.leaf("h2", "Scores" + of(model));
            new ScoreTable(html, model, results).write();
            remarks(model);
            new PromptTable(html, model, results).write("Prompts of the study and corrected ones" + of(model));
        }
        new AverageTable(html, plan, results).write();
        notScored();
        new NoiseTable(html, plan.models(), plan.unmeasuredNoise(), results).write();
        new EfficiencyTable(html, plan.models(), results).write();
        new ScorerTable(html, plan.models(), results).write();
        plan.models().forEach(this::dimensions);
        new CardTable(html, results).write();
        plan.models().forEach(model -> new FlipLedger(html, model, results).write());
        new Provenance(html, plan, results).write();
        return html.close().close().close().toString();
    }

    private void summary() {
        long scored = count(CellResult.Scored.class);
        long failed = count(CellResult.Failed.class);
        long skipped = count(CellResult.Skipped.class);
        html.open("p")
                .text(results.cells().size() + " cells (model, variant, dimension): " + scored + " scored, " + failed
                        + " failed, " + skipped + " not run.")
                .close();
        html.open("p", "class", "soft")
                .text(
                        "Scores are 0 to 100, higher is better, unless a unit says otherwise; perplexity is better when lower. "
                                + "Differences are those to " + compared()
                                + " over the items that both answered. A flip is an item "
                                + "that was right before and is wrong now, or the other way round; p is the chance of flips at least "
                                + "this one-sided if compression did nothing.")
                .close();
        html.open("p", "class", "soft")
                .text("Intervals are at 95 %: percentiles of " + results.resamples()
                        + " resamples of the items within their scenarios, the same ones for base and variant. A verdict says what the "
                        + "items show about a loss beyond the margin: retained, degraded, improved or, where they do not say, "
                        + "inconclusive; a wrong one is to be rarer than "
                        + Figures.plain(100 * results.margins().alpha())
                        + " %" + (results.margins().holm() ? " over all cells together (Holm)." : " for each cell."))
                .close();
    }

    /** What variants are compared with. */
    private String compared() {
        List<VariantId> others = plan.models().stream()
                .map(model -> plan.decision().baseline(model.spec().name()))
                .filter(baseline -> plan.decision().baselines().containsValue(baseline))
                .distinct()
                .toList();
        return others.isEmpty()
                ? "the uncompressed base"
                : String.join(
                        ", ",
                        others.stream()
                                .map(one -> one.model() + " / " + one.variant())
                                .toList());
    }

    private String of(PlannedModel model) {
        return plan.models().size() == 1 ? "" : " of " + model.spec().name();
    }

    private void charts(PlannedModel model) {
        List<BitsChart> charts = model.dimensions().stream()
                .map(dimension -> new BitsChart(html, model, dimension, results))
                .filter(chart -> !chart.isEmpty())
                .toList();
        if (!charts.isEmpty()) {
            html.open("div", "class", "charts");
            charts.forEach(BitsChart::write);
            html.close();
        }
    }

    private long count(Class<? extends CellResult> kind) {
        return results.cells().stream()
                .map(CellOutcome::result)
                .filter(kind::isInstance)
                .count();
    }

    /** What the scores' readers must know; a remark that all variants share is said once. */
    private void remarks(PlannedModel model) {
        html.open("ul");
        for (PlannedDimension dimension : model.dimensions()) {
            Map<String, List<String>> variants = new LinkedHashMap<>();
            for (PlannedVariant variant : model.variants()) {
                CellId id = new CellId(model.spec().name(), variant.id(), dimension.label());
                if (results.cell(id).orElseThrow() instanceof CellResult.Scored scored) {
                    scored.score().score().remarks().forEach(remark -> variants.computeIfAbsent(
                                    remark, r -> new ArrayList<>())
                            .add(variant.id()));
                }
            }
            variants.forEach((remark, ids) -> html.open("li")
                    .leaf("strong", dimension.label())
                    .text((ids.size() == model.variants().size() ? "" : " (" + String.join(", ", ids) + ")") + ": "
                            + remark)
                    .close());
        }
        html.close();
    }

    private void notScored() {
        List<CellOutcome> others = results.cells().stream()
                .filter(outcome -> !(outcome.result() instanceof CellResult.Scored))
                .toList();
        if (others.isEmpty()) {
            return;
        }
        html.leaf("h2", "Cells without a score").open("ul");
        for (CellOutcome outcome : others) {
            html.open("li").leaf("strong", outcome.cell().toString()).text(": ");
            if (outcome.result() instanceof CellResult.Failed failed) {
                html.leaf("span", "failed (" + Words.of(failed.kind()) + "): ", "class", "failed")
                        .text(failed.message());
            } else if (outcome.result() instanceof CellResult.Skipped skipped) {
                html.text("not run: " + skipped.reason());
            }
            html.close();
        }
        html.close();
    }

    private void dimensions(PlannedModel model) {
        html.leaf("h2", "What was asked" + of(model));
        html.leaf(
                "p",
                "The figure of a scenario is the one that enters the score, or the mean value of its answers. Items that are too long for "
                        + "the model are in no figure; demonstrations are dropped as a whole, in the order that the benchmark states.",
                "class",
                "soft");
        for (PlannedDimension dimension : model.dimensions()) {
            new ScenarioTable(html, model, dimension, results).write();
            new MetricTable(html, model, dimension, results).write();
        }
    }

    static String css() {
        try (InputStream in = Objects.requireNonNull(HtmlReport.class.getResourceAsStream("report.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
