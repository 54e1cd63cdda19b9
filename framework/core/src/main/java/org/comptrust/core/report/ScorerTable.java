package org.comptrust.core.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.ScorerCard;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedScorer;

/** How good the scorers are that rated answers. */
final class ScorerTable {
    private final Html html;
    private final List<PlannedModel> models;
    private final Results results;

    ScorerTable(Html html, List<PlannedModel> models, Results results) {
        this.html = html;
        this.models = models;
        this.results = results;
    }

    /** The scorers that were used, each once, in the plan's order. */
    static List<Used> used(List<PlannedModel> models, Results results) {
        List<Used> used = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        models.stream()
                .flatMap(model -> model.dimensions().stream())
                .flatMap(dimension -> dimension.scorers().values().stream())
                .filter(scorer -> seen.add(scorer.key()))
                .forEach(scorer -> Optional.ofNullable(results.cards().get(scorer.key()))
                        .ifPresent(card -> used.add(new Used(scorer, card))));
        return used;
    }

    /** Nothing if no scorer was used. */
    void write() {
        List<Used> all = used(models, results);
        if (all.isEmpty()) {
            return;
        }
        html.leaf("h2", "Scorers");
        for (Used used : all) {
            html.open("p")
                    .leaf("strong", used.scorer().id())
                    .text(" (" + used.scorer().role() + "): " + used.card().about())
                    .close();
            figures(used.card().figures());
            html.open("ul");
            used.card().remarks().forEach(remark -> html.leaf("li", remark));
            html.close();
        }
    }

    private void figures(List<Metric> figures) {
        if (figures.isEmpty()) {
            return;
        }
        html.open("div", "class", "wide").open("table").open("tbody");
        for (Metric figure : figures) {
            html.open("tr").leaf("th", figure.name());
            html.leaf("td", Figures.plain(figure.value()), "class", "figure");
            html.leaf("td", figure.unit()).close();
        }
        html.close().close().close();
    }

    /** A scorer with what is known of it. */
    record Used(PlannedScorer scorer, ScorerCard card) {}
}
