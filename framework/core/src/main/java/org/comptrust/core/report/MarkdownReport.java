package org.comptrust.core.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.core.analysis.AverageScore;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedScenario;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.result.CellOutcome;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.CellScore;
import org.comptrust.core.result.Comparison;
import org.comptrust.core.result.PairedStatistics;

/** The results as Markdown, for pull requests and model cards: scores, differences, verdicts. Answers are in the HTML report. */
public final class MarkdownReport {
    private static final List<String> HEAD = List.of(
            "variant",
            "bits per weight",
            "score",
            "95 % interval",
            "refused",
            "unreadable",
            "items",
            "difference",
            "95 % interval",
            "flips",
            "p",
            "verdict");

    private static final List<String> SCENARIOS = List.of(
            "scenario",
            "variant",
            "items",
            "too long",
            "demonstrations dropped",
            "score",
            "95 % interval",
            "refused",
            "unreadable");

    private final ExperimentPlan plan;
    private final Results results;
    private final Markdown page = new Markdown();

    private MarkdownReport(ExperimentPlan plan, Results results) {
        this.plan = plan;
        this.results = results;
    }

    /** The page as text. */
    public static String of(ExperimentPlan plan, Results results) {
        return new MarkdownReport(plan, results).page();
    }

    private String page() {
        page.heading(1, plan.name());
        page.paragraph("Intervals are percentiles of " + results.resamples()
                + " resamples of the items within their scenarios; p is McNemar's exact test of the flips (to wrong / to right); "
                + "differences are those to the uncompressed base over the items that both answered.");
        if (!plan.unmeasuredNoise().isEmpty()) {
            page.paragraph(Words.unmeasuredNoise(plan.unmeasuredNoise()));
        }
        for (PlannedModel model : plan.models()) {
            for (PlannedDimension dimension : model.dimensions()) {
                page.heading(2, (plan.models().size() > 1 ? model.spec().name() + ": " : "") + dimension.label());
                table(model, dimension);
                remarks(model, dimension);
                scenarios(model, dimension);
            }
            prompts(model);
        }
        scorers();
        averages();
        notScored();
        readers();
        page.paragraph("comptrust " + results.about().getOrDefault("version", "") + ", seed " + plan.seed() + ".");
        return page.toString();
    }

    private void table(PlannedModel model, PlannedDimension dimension) {
        double margin = results.margins().of(dimension.label(), dimension.id(), dimension.scale());
        page.paragraph("Margin: " + Words.margin(margin, dimension.scale())
                + results.noise(model.spec().name(), dimension.label())
                        .map(noise -> "; noise floor: " + Words.noise(noise.difference(), dimension.scale()) + ", "
                                + noise.flips() + " flips")
                        .orElse("; noise floor not measured")
                + ".");
        Scored cells = new Scored(model, results);
        List<List<String>> rows = new ArrayList<>();
        for (PlannedVariant variant : model.variants()) {
            String bits = results.weighed(model.spec().name(), variant.id())
                    .map(facts -> Figures.rounded(facts.bitsPerWeight()))
                    .orElse("");
            List<String> row = new ArrayList<>(List.of(variant.id(), bits));
            cells.score(variant, dimension)
                    .ifPresentOrElse(
                            score -> row.addAll(score(score, dimension, cells)),
                            () -> row.addAll(List.of(
                                    cells.result(variant, dimension).status(), "", "", "", "", "", "", "", "", "")));
            rows.add(row);
        }
        page.table(HEAD, rows);
    }

    private static List<String> score(CellScore score, PlannedDimension dimension, Scored cells) {
        Optional<Comparison> against = score.againstBase();
        Optional<PairedStatistics> paired = against.map(Comparison::statistics);
        return List.of(
                score.score()
                        .headline()
                        .map(headline -> Figures.rounded(headline.value()) + " " + headline.unit())
                        .orElse("no score"),
                score.statistics().score().interval().map(Words::ends).orElse(""),
                Figures.percent(score.refusalRate()),
                Figures.percent(score.unreadableRate()),
                Words.items(score),
                against.map(found -> Words.difference(found.difference(), dimension.scale())
                                + (cells.withinNoise(found, dimension) ? ", within noise" : ""))
                        .orElse(""),
                paired.flatMap(found -> found.difference().interval())
                        .map(ends -> Words.ends(ends, dimension.scale()))
                        .orElse(""),
                against.map(found -> found.okToBad() + " / " + found.badToOk()).orElse(""),
                against.filter(found -> found.okToBad() + found.badToOk() > 0)
                        .map(found -> Words.p(found.statistics().mcNemar())
                                .replace("p = ", "")
                                .replace("p ", ""))
                        .orElse(""),
                against.isPresent() ? Words.verdict(against) : "");
    }

    private void remarks(PlannedModel model, PlannedDimension dimension) {
        Map<String, List<String>> remarks = new LinkedHashMap<>();
        Scored cells = new Scored(model, results);
        for (PlannedVariant variant : model.variants()) {
            cells.score(variant, dimension)
                    .ifPresent(score -> score.score().remarks().forEach(remark -> remarks.computeIfAbsent(
                                    remark, r -> new ArrayList<>())
                            .add(variant.id())));
        }
        if (!remarks.isEmpty()) {
            remarks.forEach((remark, variants) -> page.point(
                    (variants.size() == model.variants().size() ? "" : String.join(", ", variants) + ": ") + remark));
            page.end();
        }
    }

    private void scorers() {
        for (ScorerTable.Used used : ScorerTable.used(plan.models(), results)) {
            page.heading(2, "Scorer " + used.scorer().id());
            page.paragraph(used.card().about());
            if (!used.card().figures().isEmpty()) {
                page.table(
                        List.of("figure", "value", "unit"),
                        used.card().figures().stream()
                                .map(figure -> List.of(figure.name(), Figures.plain(figure.value()), figure.unit()))
                                .toList());
            }
            used.card().remarks().forEach(page::point);
            page.end();
        }
    }

    private void scenarios(PlannedModel model, PlannedDimension dimension) {
        Scored cells = new Scored(model, results);
        List<List<String>> rows = new ArrayList<>();
        List<String> without = new ArrayList<>();
        for (PlannedScenario scenario : dimension.scenarios()) {
            if (!scenario.asked()) {
                without.add(scenario.id() + " (" + ScenarioRows.status(scenario) + ")");
                continue;
            }
            for (PlannedVariant variant : model.variants()) {
                ScenarioRows.of(cells, variant, dimension, scenario)
                        .ifPresent(score -> rows.add(List.of(
                                scenario.id() + (scenario.scored() ? "" : " (beside the score)"),
                                variant.id(),
                                score.asked() + " of " + scenario.total(),
                                Integer.toString(score.unanswerable()),
                                Integer.toString(score.droppedShots()),
                                ScenarioRows.figure(score),
                                ScenarioRows.interval(score),
                                Figures.percent(score.refusalRate()),
                                Figures.percent(score.unreadableRate()))));
            }
        }
        if (!rows.isEmpty()) {
            page.table(SCENARIOS, rows);
        }
        if (!without.isEmpty()) {
            page.paragraph("Not asked: " + String.join(", ", without) + ".");
        }
    }

    private void prompts(PlannedModel model) {
        Scored cells = new Scored(model, results);
        for (PromptPair pair : PromptPair.of(model)) {
            page.heading(
                    2,
                    "Prompts: " + pair.paper().label() + " and "
                            + pair.corrected().label());
            page.paragraph(PromptPair.ABOUT);
            List<String> head = new ArrayList<>(List.of("variant"));
            head.addAll(PromptPair.HEAD);
            List<List<String>> rows = new ArrayList<>();
            for (PlannedVariant variant : model.variants()) {
                List<String> row = new ArrayList<>(List.of(variant.id()));
                row.addAll(pair.row(variant, cells));
                rows.add(row);
            }
            page.table(head, rows);
        }
    }

    private void readers() {
        List<List<String>> rows = new ArrayList<>();
        results.readers().forEach((dimension, card) -> card.labels()
                .forEach(label -> rows.add(List.of(
                        dimension,
                        CardTable.share(card.agreement(), card.agreements(), card.cases()),
                        label.label(),
                        CardTable.share(label.sensitivity(), label.found(), label.present()),
                        CardTable.share(label.specificity(), label.rejected(), label.absent())))));
        if (!rows.isEmpty()) {
            page.heading(2, "How often readers are right");
            page.paragraph(CardTable.ABOUT);
            page.table(List.of("dimension", "agreement", "label", "sensitivity", "specificity"), rows);
        }
    }

    private void averages() {
        List<AverageScore> averages = AverageScore.of(plan, results);
        if (averages.isEmpty()) {
            return;
        }
        page.heading(2, "Averages");
        page.table(
                List.of("model", "variant", "average", "score", "difference"),
                averages.stream()
                        .map(average -> List.of(
                                average.variant().model(),
                                average.variant().variant(),
                                average.definition().name(),
                                average.value().map(Figures::rounded).orElse("none: " + average.why()),
                                average.difference().map(Figures::signed).orElse("")))
                        .toList());
    }

    private void notScored() {
        List<CellOutcome> others = results.cells().stream()
                .filter(outcome -> !(outcome.result() instanceof CellResult.Scored))
                .toList();
        if (others.isEmpty()) {
            return;
        }
        page.heading(2, "Cells without a score");
        for (CellOutcome outcome : others) {
            String why = outcome.result() instanceof CellResult.Failed failed
                    ? "failed (" + Words.of(failed.kind()) + "): " + failed.message()
                    : outcome.result() instanceof CellResult.Skipped skipped ? "not run: " + skipped.reason() : "";
            page.point(outcome.cell() + ": " + why);
        }
        page.end();
    }
}
