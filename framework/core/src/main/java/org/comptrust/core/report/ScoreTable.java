package org.comptrust.core.report;

import java.util.Optional;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scale;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.VariantFacts;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.CellScore;
import org.comptrust.core.result.Comparison;

/** Variants by dimensions: the table that a reader came for. */
final class ScoreTable {
    private final Html html;
    private final PlannedModel model;
    private final Results results;

    ScoreTable(Html html, PlannedModel model, Results results) {
        this.html = html;
        this.model = model;
        this.results = results;
    }

    void write() {
        html.open("div", "class", "wide").open("table").open("thead").open("tr");
        html.leaf("th", "variant").leaf("th", "bits per weight").leaf("th", "zeros");
        model.dimensions().forEach(dimension -> html.leaf("th", dimension.label()));
        html.close().close().open("tbody");
        for (PlannedVariant variant : model.variants()) {
            html.open("tr").leaf("th", variant.id());
            Optional<VariantFacts> facts =
                    results.variant(model.spec().name(), variant.id()).map(record -> record.facts());
            figure(facts.map(f -> Figures.rounded(f.bitsPerWeight())).orElse(""));
            figure(facts.map(f -> Figures.percent(f.sparsity())).orElse(""));
            model.dimensions().forEach(dimension -> cell(variant, dimension));
            html.close();
        }
        html.close().close().close();
    }

    private void cell(PlannedVariant variant, PlannedDimension dimension) {
        CellResult result = results.cell(new CellId(model.spec().name(), variant.id(), dimension.label()))
                .orElseThrow();
        html.open("td", "class", "cell");
        if (result instanceof CellResult.Scored scored) {
            score(scored.score(), dimension.scale());
        } else {
            html.leaf("span", result instanceof CellResult.Failed ? "failed" : "not run", "class", "failed");
        }
        html.close();
    }

    private void score(CellScore score, Scale scale) {
        Optional<Metric> headline = score.score().headline();
        if (headline.isPresent()) {
            html.leaf("span", Figures.rounded(headline.get().value()), "class", "score")
                    .text(" ")
                    .leaf("span", headline.get().unit(), "class", "soft");
        } else {
            html.leaf("span", "no score", "class", "soft");
        }
        if (headline.isPresent() && scale == Scale.POINTS) {
            double width = Math.max(0, Math.min(100, headline.get().value()));
            html.open("span", "class", "track")
                    .leaf("span", "", "class", "bar", "style", "width:" + Figures.rounded(width) + "%")
                    .close();
        }
        score.againstBase().ifPresent(against -> difference(against, scale));
        String rates = scale == Scale.RATIO // of given texts nothing is refused
                ? ""
                : ", refused " + Figures.percent(score.refusalRate()) + ", unreadable "
                        + Figures.percent(score.unreadableRate());
        html.leaf("div", score.items() + " items" + rates, "class", "soft");
    }

    private void difference(Comparison against, Scale scale) {
        boolean ratio = scale == Scale.RATIO;
        String text = ratio
                ? Figures.signed(100 * against.difference()) + " %"
                : Figures.signed(against.difference()) + " points";
        double better = ratio ? -against.difference() : against.difference();
        String verdict = better > 0 ? "better" : better < 0 ? "worse" : "same";
        html.open("div")
                .leaf("span", text + " (" + verdict + ")", "class", verdict)
                .close();
        if (against.okToBad() + against.badToOk() > 0) {
            html.open("div", "class", "soft")
                    .text("flips: " + against.okToBad() + " to wrong, " + against.badToOk() + " to right")
                    .close();
        }
    }

    private void figure(String text) {
        html.leaf("td", text, "class", "figure");
    }
}
