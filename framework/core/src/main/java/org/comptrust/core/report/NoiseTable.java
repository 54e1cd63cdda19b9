package org.comptrust.core.report;

import java.util.List;
import java.util.Optional;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.result.NoiseFloor;

/** How much each base differs from itself. */
final class NoiseTable {
    private final Html html;
    private final List<PlannedModel> models;
    private final Results results;
    private final List<String> unmeasured;

    /** @param unmeasured names of models whose noise is more than last bits */
    NoiseTable(Html html, List<PlannedModel> models, List<String> unmeasured, Results results) {
        this.unmeasured = unmeasured;
        this.html = html;
        this.models = models;
        this.results = results;
    }

    void write() {
        html.leaf("h2", "Noise floor");
        if (results.noise().isEmpty()) {
            html.leaf(
                    "p",
                    "Not measured: no base was answered again. Rounding in the last bits depends on what is batched together and can "
                            + "tip a close choice, so a flip or two may be arithmetic rather than compression.");
            if (!unmeasured.isEmpty()) {
                html.leaf("p", Words.unmeasuredNoise(unmeasured));
            }
            return;
        }
        html.leaf(
                "p",
                "The base's items were asked again in groups of another size and order. What differs then is arithmetic, no effect of "
                        + "compression; a difference that is no larger is marked, and verdicts hold although scores move by so much.",
                "class",
                "soft");
        html.open("div", "class", "wide").open("table").open("thead").open("tr");
        List.of("model", "dimension", "items", "other answers", "flips", "difference")
                .forEach(title -> html.leaf("th", title));
        html.close().close().open("tbody");
        for (PlannedModel model : models) {
            for (PlannedDimension dimension : model.dimensions()) {
                Optional<NoiseFloor> floor = results.noise(model.spec().name(), dimension.label());
                floor.ifPresent(found -> row(model, dimension, found));
            }
        }
        html.close().close().close();
    }

    private void row(PlannedModel model, PlannedDimension dimension, NoiseFloor floor) {
        html.open("tr").leaf("th", model.spec().name()).leaf("td", dimension.label());
        html.leaf("td", Integer.toString(floor.items()), "class", "figure");
        html.leaf("td", Integer.toString(floor.answers()), "class", "figure");
        html.leaf("td", Integer.toString(floor.flips()), "class", "figure");
        html.leaf("td", "\u00b1 " + Words.noise(floor.difference(), dimension.scale()), "class", "figure")
                .close();
    }
}
