package org.comptrust.core.report;

import java.util.List;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.Flip;

/** What the base said and what the variant says, where the outcome changed. */
final class FlipLedger {
    private final Html html;
    private final PlannedModel model;
    private final Results results;

    FlipLedger(Html html, PlannedModel model, Results results) {
        this.html = html;
        this.model = model;
        this.results = results;
    }

    void write() {
        boolean any = model.variants().stream().anyMatch(variant -> model.dimensions().stream()
                .anyMatch(dimension -> !flips(variant, dimension).isEmpty()));
        if (!any) {
            return;
        }
        html.leaf("h2", "Flips of " + model.spec().name());
        html.leaf("p", "At most 20 for each cell, those that got worse first.", "class", "soft");
        for (PlannedVariant variant : model.variants()) {
            for (PlannedDimension dimension : model.dimensions()) {
                List<Flip> flips = flips(variant, dimension);
                if (!flips.isEmpty()) {
                    table(variant.id() + ", " + dimension.label(), flips);
                }
            }
        }
    }

    private List<Flip> flips(PlannedVariant variant, PlannedDimension dimension) {
        CellId cell = new CellId(model.spec().name(), variant.id(), dimension.label());
        return results.cell(cell).orElseThrow() instanceof CellResult.Scored scored
                ? scored.score().flips()
                : List.of();
    }

    private void table(String title, List<Flip> flips) {
        html.open("details").leaf("summary", title + " (" + flips.size() + ")");
        html.open("div", "class", "wide").open("table").open("thead").open("tr");
        List.of("item", "change", "base", "variant").forEach(head -> html.leaf("th", head));
        html.close().close().open("tbody");
        for (Flip flip : flips) {
            html.open("tr").leaf("th", flip.scenario() + " / " + flip.item());
            html.open("td")
                    .leaf(
                            "span",
                            flip.okToBad() ? "to wrong" : "to right",
                            "class",
                            flip.okToBad() ? "worse" : "better")
                    .close();
            answer(flip.base());
            answer(flip.variant());
            html.close();
        }
        html.close().close().close().close();
    }

    private void answer(Flip.Answer answer) {
        html.open("td")
                .leaf("div", "read as: " + answer.label(), "class", "soft")
                .leaf("pre", answer.text())
                .close();
    }
}
