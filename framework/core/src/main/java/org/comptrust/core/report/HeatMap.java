package org.comptrust.core.report;

import java.util.Optional;
import org.comptrust.api.trust.Scale;
import org.comptrust.core.analysis.Margins;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.result.Comparison;

/**
 * Variants by dimensions, coloured by how many margins lie between a variant and its base. Colours say nothing that the text does
 * not: orange is worse and blue is better, which all kinds of colour vision tell apart.
 */
final class HeatMap {
    private final Html html;
    private final PlannedModel model;
    private final Scored cells;
    private final Margins margins;

    HeatMap(Html html, PlannedModel model, Results results) {
        this.html = html;
        this.model = model;
        this.cells = new Scored(model, results);
        this.margins = results.margins();
    }

    void write() {
        if (model.variants().stream().allMatch(PlannedVariant::isBase)) {
            return;
        }
        html.leaf(
                "p",
                "Difference to the base, and what is concluded from it. Colour counts margins: a change within the margin is plain, "
                        + "orange is worse, blue is better, and deeper means more.",
                "class",
                "soft");
        html.open("div", "class", "wide")
                .open("table", "class", "heat")
                .open("thead")
                .open("tr");
        html.leaf("th", "variant", "scope", "col");
        for (PlannedDimension dimension : model.dimensions()) {
            html.open("th", "scope", "col")
                    .text(dimension.label())
                    .leaf("div", "margin " + Words.margin(margin(dimension), dimension.scale()), "class", "soft")
                    .close();
        }
        html.close().close().open("tbody");
        for (PlannedVariant variant : model.variants()) {
            if (!variant.isBase()) {
                html.open("tr").leaf("th", variant.id(), "scope", "row");
                model.dimensions().forEach(dimension -> cell(variant, dimension));
                html.close();
            }
        }
        html.close().close().close();
        legend();
    }

    private void cell(PlannedVariant variant, PlannedDimension dimension) {
        Optional<Comparison> against = cells.comparison(variant, dimension);
        if (against.isEmpty()) {
            String why = cells.score(variant, dimension).isPresent()
                    ? "no score"
                    : cells.result(variant, dimension).status();
            html.leaf("td", why, "class", "none");
            return;
        }
        Comparison found = against.get();
        html.open("td", "class", "h " + shade(found.difference(), dimension.scale(), margin(dimension)));
        html.leaf("div", Words.difference(found.difference(), dimension.scale()), "class", "difference");
        html.leaf(
                "div",
                found.statistics().judgement().map(Words::verdict).orElse("no verdict: " + found.items() + " items"));
        if (cells.withinNoise(found, dimension)) {
            html.leaf("div", "within the noise floor");
        }
        html.close();
    }

    private double margin(PlannedDimension dimension) {
        return margins.of(dimension.label(), dimension.id(), dimension.scale());
    }

    private void legend() {
        html.open("p", "class", "legend");
        for (String[] step : new String[][] {
            {"worse3", "worse by more than 5 margins"},
            {"worse2", "2 to 5"},
            {"worse1", "1 to 2"},
            {"plain", "within the margin"},
            {"better1", "better by 1 to 2"},
            {"better2", "2 to 5"},
            {"better3", "more than 5"}
        }) {
            html.leaf("span", step[1], "class", "h " + step[0]).text(" ");
        }
        html.close();
    }

    /** The class of a colour. Ratios count on the log scale, lower is better. */
    static String shade(double difference, Scale scale, double margin) {
        double gain = scale == Scale.RATIO ? -Math.log1p(difference) : difference;
        double unit = scale == Scale.RATIO ? Math.log1p(margin) : margin;
        double margins = Math.abs(gain) / (unit > 0 ? unit : scale == Scale.RATIO ? 0.01 : 1);
        if (!(margins > 1)) {
            return "plain";
        }
        return (gain < 0 ? "worse" : "better") + (margins > 5 ? 3 : margins > 2 ? 2 : 1);
    }
}
