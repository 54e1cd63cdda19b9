package org.comptrust.core.report;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.comptrust.api.trust.Metric;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellResult;

/** All figures of a dimension, folded away. */
final class MetricTable {
    private final Html html;
    private final PlannedModel model;
    private final PlannedDimension dimension;
    private final Results results;

    MetricTable(Html html, PlannedModel model, PlannedDimension dimension, Results results) {
        this.html = html;
        this.model = model;
        this.dimension = dimension;
        this.results = results;
    }

    void write() {
        Map<String, Map<String, Metric>> figures = new LinkedHashMap<>();
        Set<String> names = new LinkedHashSet<>();
        for (PlannedVariant variant : model.variants()) {
            CellId cell = new CellId(model.spec().name(), variant.id(), dimension.label());
            if (results.cell(cell).orElseThrow() instanceof CellResult.Scored scored) {
                for (Metric metric : scored.score().score().metrics()) {
                    names.add(metric.name());
                    figures.computeIfAbsent(variant.id(), id -> new LinkedHashMap<>())
                            .put(metric.name(), metric);
                }
            }
        }
        if (names.isEmpty()) {
            return;
        }
        html.open("details").leaf("summary", "All figures of " + dimension.label());
        html.open("div", "class", "wide").open("table").open("thead").open("tr").leaf("th", "figure");
        figures.keySet().forEach(variant -> html.leaf("th", variant));
        html.close().close().open("tbody");
        for (String name : names) {
            html.open("tr").leaf("th", name);
            for (Map<String, Metric> variant : figures.values()) {
                Metric metric = variant.get(name);
                html.leaf(
                        "td",
                        metric == null ? "" : Figures.rounded(metric.value()) + " " + metric.unit(),
                        "class",
                        "figure");
            }
            html.close();
        }
        html.close().close().close().close();
    }
}
