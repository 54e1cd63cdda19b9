package org.comptrust.core.report;

import java.util.List;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedScenario;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.result.ScenarioScore;

/** Each scenario of a dimension with what each variant made of it, and what was not asked with the reason. */
final class ScenarioTable {
    /** Rows that are shown without being asked for. */
    private static final int SHOWN = 40;

    private static final List<String> HEAD = List.of(
            "scenario",
            "variant",
            "items",
            "too long",
            "demonstrations dropped",
            "score",
            "95 % interval",
            "refused",
            "unreadable");

    private final Html html;
    private final PlannedModel model;
    private final PlannedDimension dimension;
    private final Scored cells;

    ScenarioTable(Html html, PlannedModel model, PlannedDimension dimension, Results results) {
        this.html = html;
        this.model = model;
        this.dimension = dimension;
        this.cells = new Scored(model, results);
    }

    void write() {
        if (dimension.scenarios().isEmpty()) {
            return;
        }
        long asked =
                dimension.scenarios().stream().filter(PlannedScenario::asked).count();
        String title = "Scenarios of " + dimension.label() + ": " + asked + " of "
                + dimension.scenarios().size() + " asked";
        long rows = dimension.scenarios().size() * (long) model.variants().size();
        if (rows <= SHOWN) {
            html.open("details", "open", "open");
        } else {
            html.open("details");
        }
        html.leaf("summary", title)
                .open("div", "class", "wide")
                .open("table")
                .open("thead")
                .open("tr");
        HEAD.forEach(name -> html.leaf("th", name));
        html.close().close().open("tbody");
        dimension.scenarios().forEach(this::scenario);
        html.close().close().close().close();
    }

    private void scenario(PlannedScenario scenario) {
        if (!scenario.asked()) {
            html.open("tr");
            name(scenario);
            String why = scenario.chosen()
                    ? "unavailable: " + scenario.unavailable().orElse("")
                    : "left out by the experiment";
            html.leaf("td", why, "colspan", Integer.toString(HEAD.size() - 1)).close();
            return;
        }
        for (PlannedVariant variant : model.variants()) {
            html.open("tr");
            name(scenario);
            html.leaf("td", variant.id());
            ScenarioRows.of(cells, variant, dimension, scenario)
                    .ifPresentOrElse(
                            score -> figures(score, scenario),
                            () -> html.leaf(
                                    "td",
                                    cells.result(variant, dimension).status(),
                                    "colspan",
                                    Integer.toString(HEAD.size() - 2)));
            html.close();
        }
    }

    private void name(PlannedScenario scenario) {
        html.open("th").text(scenario.id());
        if (!scenario.scored()) {
            html.leaf("div", "beside the score", "class", "soft");
        }
        if (!scenario.badRows().isEmpty()) {
            html.leaf("div", scenario.badRows().sentence(), "class", "soft");
        }
        html.close();
    }

    private void figures(ScenarioScore score, PlannedScenario scenario) {
        figure(score.asked() + " of " + scenario.total());
        figure(count(score.unanswerable()));
        figure(count(score.droppedShots()));
        figure(ScenarioRows.figure(score));
        figure(ScenarioRows.interval(score));
        boolean answered = score.asked() > score.unanswerable();
        figure(answered ? Figures.percent(score.refusalRate()) : "");
        figure(answered ? Figures.percent(score.unreadableRate()) : "");
    }

    private static String count(int number) {
        return number == 0 ? "" : Integer.toString(number);
    }

    private void figure(String text) {
        html.leaf("td", text, "class", "figure");
    }
}
