package org.comptrust.core.report;

import java.util.List;
import java.util.OptionalDouble;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.result.ReaderCard;

/** How often readers are right. */
final class CardTable {
    /** What stands above the figures. */
    static final String ABOUT =
            "What a dimension's readers make of answers that its plugin holds, labelled by a person. Sensitivity: of"
                    + " the answers in which a person reads a label, those in which the reader does. Specificity: of the others, those in which"
                    + " the reader does not. Some of the answers are hard on purpose; readers follow the benchmark's rules, not common sense.";

    private final Html html;
    private final Results results;

    CardTable(Html html, Results results) {
        this.html = html;
        this.results = results;
    }

    void write() {
        if (results.readers().isEmpty()) {
            return;
        }
        html.leaf("h2", "How often readers are right").leaf("p", ABOUT, "class", "soft");
        html.open("div", "class", "wide").open("table").open("thead").open("tr");
        List.of("dimension", "agreement", "label", "sensitivity", "specificity")
                .forEach(title -> html.leaf("th", title));
        html.close().close().open("tbody");
        results.readers().forEach(this::card);
        html.close().close().close();
    }

    private void card(String dimension, ReaderCard card) {
        if (card.cases() == 0) {
            html.open("tr").leaf("th", dimension);
            html.leaf("td", "reads no text", "colspan", "4").close();
            return;
        }
        boolean first = true;
        for (ReaderCard.Label label : card.labels()) {
            html.open("tr");
            if (first) {
                String rows = Integer.toString(card.labels().size());
                html.leaf("th", dimension, "rowspan", rows);
                html.leaf("td", share(card.agreement(), card.agreements(), card.cases()), "rowspan", rows);
                first = false;
            }
            html.leaf("td", label.label());
            html.leaf("td", share(label.sensitivity(), label.found(), label.present()), "class", "figure");
            html.leaf("td", share(label.specificity(), label.rejected(), label.absent()), "class", "figure")
                    .close();
        }
    }

    /** Percent with the counts behind it; a dash where there is nothing to count. */
    static String share(OptionalDouble share, int part, int all) {
        return share.isPresent() ? Figures.percent(share.getAsDouble()) + " (" + part + " of " + all + ")" : "-";
    }
}
