package org.comptrust.core.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.comptrust.core.analysis.Efficiency;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.VariantFacts;
import org.comptrust.core.result.VariantId;

/** What variants weigh and how fast they answered. */
final class EfficiencyTable {
    private final Html html;
    private final List<PlannedModel> models;
    private final Results results;

    EfficiencyTable(Html html, List<PlannedModel> models, Results results) {
        this.html = html;
        this.models = models;
        this.results = results;
    }

    void write() {
        html.leaf("h2", "Efficiency");
        html.leaf(
                "p",
                "Weights are those of the block linears, scales and zero-points included. Speed and memory were measured while this "
                        + "engine answered, on this machine, beside whatever else it did: weights are computed as dense ones here, so "
                        + "speed says nothing about engines with kernels for few bits.",
                "class",
                "soft");
        html.open("div", "class", "wide").open("table").open("thead").open("tr");
        List.of(
                        "variant",
                        "weights",
                        "bits per weight",
                        "zeros",
                        "tokens/s written",
                        "tokens/s scored",
                        "memory of the process")
                .forEach(title -> html.leaf("th", title));
        html.close().close().open("tbody");
        for (PlannedModel model : models) {
            for (PlannedVariant variant : model.variants()) {
                row(new VariantId(model.spec().name(), variant.id()), models.size() > 1);
            }
        }
        html.close().close().close();
    }

    private void row(VariantId id, boolean withModel) {
        Optional<VariantFacts> facts = results.weighed(id.model(), id.variant());
        Optional<Efficiency> measured = Optional.ofNullable(results.efficiency().get(id));
        html.open("tr").leaf("th", withModel ? id.model() + " / " + id.variant() : id.variant());
        figure(facts.map(found -> Figures.bytes(found.weightBytes())).orElse(""));
        figure(facts.map(found -> Figures.rounded(found.bitsPerWeight())).orElse(""));
        figure(facts.map(found -> Figures.percent(found.sparsity())).orElse(""));
        figure(measured.map(found -> speed(found.generatedPerSecond())).orElse(""));
        figure(measured.map(found -> speed(found.scoredPerSecond())).orElse(""));
        figure(measured.filter(found -> found.residentBytes().isPresent())
                .map(found -> Figures.bytes(found.residentBytes().getAsLong()))
                .orElse(""));
        html.close();
    }

    private static String speed(OptionalDouble perSecond) {
        return perSecond.isPresent() ? Figures.decimals(perSecond.getAsDouble(), 0) : "";
    }

    private void figure(String text) {
        html.leaf("td", text, "class", "figure");
    }
}
