package org.comptrust.core.report;

import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;

/** Dimensions that were asked with the study's prompts and with corrected ones, side by side. */
final class PromptTable {
    private final Html html;
    private final PlannedModel model;
    private final Scored cells;

    PromptTable(Html html, PlannedModel model, Results results) {
        this.html = html;
        this.model = model;
        this.cells = new Scored(model, results);
    }

    void write(String title) {
        if (PromptPair.of(model).isEmpty()) {
            return;
        }
        html.leaf("h2", title).leaf("p", PromptPair.ABOUT, "class", "soft");
        for (PromptPair pair : PromptPair.of(model)) {
            html.leaf("h3", pair.paper().label() + " and " + pair.corrected().label());
            html.open("div", "class", "wide")
                    .open("table")
                    .open("thead")
                    .open("tr")
                    .leaf("th", "variant");
            PromptPair.HEAD.forEach(name -> html.leaf("th", name));
            html.close().close().open("tbody");
            for (PlannedVariant variant : model.variants()) {
                html.open("tr").leaf("th", variant.id());
                pair.row(variant, cells).forEach(text -> html.leaf("td", text, "class", "figure"));
                html.close();
            }
            html.close().close().close();
        }
    }
}
