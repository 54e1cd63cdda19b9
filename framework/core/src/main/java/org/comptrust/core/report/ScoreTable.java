package org.comptrust.core.report;

import java.util.Optional;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scale;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.VariantFacts;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.CellScore;
import org.comptrust.core.result.Comparison;
import org.comptrust.core.result.Interval;

/** Variants by dimensions with all that is known of a score: its interval, the difference, flips, refusals. */
final class ScoreTable {
    private final Html html;
    private final PlannedModel model;
    private final Results results;
    private final Scored cells;

    ScoreTable(Html html, PlannedModel model, Results results) {
        this.html = html;
        this.model = model;
        this.results = results;
        this.cells = new Scored(model, results);
    }

    void write() {
        html.open("div", "class", "wide").open("table").open("thead").open("tr");
        html.leaf("th", "variant").leaf("th", "bits per weight").leaf("th", "zeros");
        model.dimensions().forEach(dimension -> html.leaf("th", dimension.label()));
        html.close().close().open("tbody");
        for (PlannedVariant variant : model.variants()) {
            html.open("tr").leaf("th", variant.id());
            Optional<VariantFacts> facts = results.weighed(model.spec().name(), variant.id());
            figure(facts.map(f -> Figures.rounded(f.bitsPerWeight())).orElse(""));
            figure(facts.map(f -> Figures.percent(f.sparsity())).orElse(""));
            model.dimensions().forEach(dimension -> cell(variant, dimension));
            html.close();
        }
        html.close().close().close();
    }

    private void cell(PlannedVariant variant, PlannedDimension dimension) {
        CellResult result = cells.result(variant, dimension);
        html.open("td", "class", "cell");
        if (result instanceof CellResult.Scored scored) {
            score(scored.score(), dimension);
        } else {
            html.leaf("span", result instanceof CellResult.Failed ? "failed" : "not run", "class", "failed");
        }
        html.close();
    }

    private void score(CellScore score, PlannedDimension dimension) {
        Optional<Metric> headline = score.score().headline();
        Optional<Interval> interval = score.statistics().score().interval();
        if (headline.isPresent()) {
            html.leaf("span", Figures.rounded(headline.get().value()), "class", "score")
                    .text(" ")
                    .leaf("span", headline.get().unit(), "class", "soft");
            if (dimension.scale() == Scale.POINTS) {
                track(headline.get().value(), interval);
            }
            html.leaf(
                    "div",
                    interval.map(Words::ends)
                            .orElse("no interval: " + score.statistics().score().why()),
                    "class",
                    "soft");
        } else {
            html.leaf("span", "no score", "class", "soft");
        }
        score.againstBase().ifPresent(against -> difference(against, dimension));
        html.leaf("div", Words.items(score), "class", "soft");
        if (dimension.scale() == Scale.POINTS) { // of given texts nothing is refused
            rate("refused", score.refusalRate(), score.statistics().refusals());
            rate("unreadable", score.unreadableRate(), score.statistics().unreadable());
        }
    }

    /** A bar from 0 to the score, and over it the interval as a whisker. */
    private void track(double value, Optional<Interval> interval) {
        html.open("span", "class", "track", "aria-hidden", "true")
                .leaf("span", "", "class", "bar", "style", "width:" + Figures.rounded(inside(value)) + "%");
        interval.ifPresent(ends -> {
            double low = inside(ends.low());
            html.leaf(
                    "span",
                    "",
                    "class",
                    "whisker",
                    "style",
                    "left:" + Figures.rounded(low) + "%;width:" + Figures.rounded(inside(ends.high()) - low) + "%");
        });
        html.close();
    }

    private void difference(Comparison against, PlannedDimension dimension) {
        Scale scale = dimension.scale();
        double better = scale == Scale.RATIO ? -against.difference() : against.difference();
        String way = better > 0 ? "better" : better < 0 ? "worse" : "same";
        html.open("div")
                .leaf("span", Words.difference(against.difference(), scale) + " (" + way + ")", "class", way)
                .close();
        html.leaf(
                "div",
                against.statistics()
                        .difference()
                        .interval()
                        .map(ends -> Words.ends(ends, scale))
                        .orElse("no interval: "
                                + against.statistics().difference().why()),
                "class",
                "soft");
        if (!against.isPaired()) {
            html.leaf("div", "unpaired: the other was asked other items", "class", "soft");
        }
        if (against.okToBad() + against.badToOk() > 0) {
            html.leaf(
                    "div",
                    "flips: " + against.okToBad() + " to wrong, " + against.badToOk() + " to right, "
                            + Words.p(against.statistics().mcNemar()),
                    "class",
                    "soft");
        }
        if (cells.withinNoise(against, dimension)) {
            html.leaf("div", "within the noise floor", "class", "soft");
        }
    }

    private void rate(String name, double rate, Optional<Interval> interval) {
        String ends = interval.map(
                        found -> " (" + Figures.percent(found.low()) + " to " + Figures.percent(found.high()) + ")")
                .orElse("");
        html.leaf("div", name + " " + Figures.percent(rate) + ends, "class", "soft");
    }

    private void figure(String text) {
        html.leaf("td", text, "class", "figure");
    }

    private static double inside(double percent) {
        return Math.max(0, Math.min(100, percent));
    }
}
