package org.comptrust.core.report;

import java.util.List;
import java.util.stream.Collectors;
import org.comptrust.core.analysis.AverageScore;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.average.AverageDefinition;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.result.VariantId;

/** The averages that an experiment asks for. They stand apart: no items are drawn over several dimensions, so they have no interval. */
final class AverageTable {
    private final Html html;
    private final ExperimentPlan plan;
    private final List<AverageScore> averages;

    AverageTable(Html html, ExperimentPlan plan, Results results) {
        this.html = html;
        this.plan = plan;
        this.averages = AverageScore.of(plan, results);
    }

    void write() {
        if (averages.isEmpty()) {
            return;
        }
        List<AverageDefinition> definitions =
                averages.stream().map(AverageScore::definition).distinct().toList();
        html.leaf("h2", "Averages");
        html.leaf(
                "p",
                definitions.stream()
                                .map(definition -> definition.name() + ": " + definition.about() + ".")
                                .collect(Collectors.joining(" "))
                        + " A dimension without a score gives no average.",
                "class",
                "soft");
        html.open("div", "class", "wide").open("table").open("thead").open("tr").leaf("th", "variant");
        definitions.forEach(definition -> html.leaf("th", definition.name(), "scope", "col"));
        html.close().close().open("tbody");
        averages.stream().map(AverageScore::variant).distinct().forEach(variant -> row(variant, definitions));
        html.close().close().close();
    }

    private void row(VariantId variant, List<AverageDefinition> definitions) {
        html.open("tr")
                .leaf(
                        "th",
                        plan.models().size() > 1 ? variant.model() + " / " + variant.variant() : variant.variant(),
                        "scope",
                        "row");
        for (AverageDefinition definition : definitions) {
            AverageScore average = averages.stream()
                    .filter(one ->
                            one.variant().equals(variant) && one.definition().equals(definition))
                    .findFirst()
                    .orElseThrow();
            html.open("td");
            average.value()
                    .ifPresentOrElse(
                            value -> html.leaf("span", Figures.rounded(value), "class", "score"),
                            () -> html.leaf("span", "none: " + average.why(), "class", "soft"));
            average.difference()
                    .ifPresent(difference -> html.leaf(
                            "div",
                            Figures.signed(difference) + " points",
                            "class",
                            difference < 0 ? "worse" : difference > 0 ? "better" : "same"));
            html.close();
        }
        html.close();
    }
}
