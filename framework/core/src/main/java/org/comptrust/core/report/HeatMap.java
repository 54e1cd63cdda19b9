package org.comptrust.core.report;

import java.util.Optional;
import org.comptrust.api.trust.Scale;
import org.comptrust.core.analysis.Margins;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.Comparison;
import org.comptrust.core.result.VariantId;

/**
 * Variants by dimensions, coloured by how many margins lie between a variant and its base. Colours say nothing that the text does
 * not: orange is worse and blue is better, which all kinds of colour vision tell apart.
 */
final class HeatMap {
    private final Html html;
    private final PlannedModel model;
    private final Scored cells;
    private final Margins margins;
    private final VariantId baseline;
    private final Results results;

    /** @param baseline what the model's variants are compared with */
    HeatMap(Html html, PlannedModel model, Results results, VariantId baseline) {
        this.results = results;
        this.baseline = baseline;
        this.html = html;
        this.model = model;
        this.cells = new Scored(model, results);
        this.margins = results.margins();
    }

    void write() {
        if (model.variants().stream().allMatch(this::isBaseline)) {
            return;
        }
        html.leaf(
                "p",
                "Difference to " + reference()
                        + ", and what is concluded from it. Colour counts margins: a change within the margin is plain, "
                        + "orange is worse, blue is better, and deeper means more. Hatched: refusals moved by more than "
                        + Figures.plain(RefusalShift.NOTABLE) + " points.",
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
            if (!isBaseline(variant)) {
                html.open("tr").leaf("th", variant.id(), "scope", "row");
                model.dimensions().forEach(dimension -> cell(variant, dimension));
                html.close();
            }
        }
        html.close().close().close();
        legend(html);
        html.open("p", "class", "legend");
        RefusalShift.legend(html);
        html.close();
    }

    private boolean isBaseline(PlannedVariant variant) {
        return baseline.equals(new VariantId(model.spec().name(), variant.id()));
    }

    private String reference() {
        return baseline.equals(new VariantId(model.spec().name(), PlannedVariant.BASE))
                ? "the base"
                : baseline.model() + " / " + baseline.variant();
    }

    /** How much more is refused than by what the variant is compared with, in points; empty where nothing can be refused. */
    private Optional<Double> refusalShift(PlannedVariant variant, PlannedDimension dimension) {
        if (dimension.scale() != Scale.POINTS
                || !(results.cell(new CellId(baseline.model(), baseline.variant(), dimension.label()))
                                .orElse(null)
                        instanceof CellResult.Scored before)) {
            return Optional.empty();
        }
        return cells.score(variant, dimension)
                .map(score -> 100 * (score.refusalRate() - before.score().refusalRate()));
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
        Optional<Double> shift = refusalShift(variant, dimension).filter(RefusalShift::isNotable);
        html.open(
                "td",
                "class",
                "h " + shade(found.difference(), dimension.scale(), margin(dimension))
                        + (shift.isPresent() ? " hatch" : ""));
        html.leaf("div", Words.difference(found.difference(), dimension.scale()), "class", "difference");
        html.leaf(
                "div",
                found.statistics()
                        .judgement()
                        .map(Words::verdict)
                        .orElse(
                                found.isPaired()
                                        ? "no verdict: " + found.items() + " items"
                                        : "unpaired: other items"));
        shift.ifPresent(points -> html.leaf("div", RefusalShift.words(points) + " points"));
        if (cells.withinNoise(found, dimension)) {
            html.leaf("div", "within the noise floor");
        }
        html.close();
    }

    private double margin(PlannedDimension dimension) {
        return margins.of(dimension.label(), dimension.id(), dimension.scale());
    }

    static void legend(Html html) {
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
