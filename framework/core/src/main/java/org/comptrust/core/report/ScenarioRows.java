package org.comptrust.core.report;

import java.util.List;
import java.util.Optional;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedScenario;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.result.CellScore;
import org.comptrust.core.result.ScenarioScore;

/** What is said of scenarios in all kinds of reports. */
final class ScenarioRows {
    private ScenarioRows() {}

    /** Whether it was asked, else why not, in a word. */
    static String status(PlannedScenario scenario) {
        if (!scenario.chosen()) {
            return "left out";
        }
        return scenario.unavailable().isPresent() ? "unavailable" : "asked";
    }

    /** What a variant made of a scenario; empty where the cell has no score, or the scenario was not asked. */
    static Optional<ScenarioScore> of(
            Scored cells, PlannedVariant variant, PlannedDimension dimension, PlannedScenario scenario) {
        return cells.score(variant, dimension).map(CellScore::scenarios).stream()
                .flatMap(List::stream)
                .filter(score -> score.scenario().equals(scenario.id()))
                .findFirst();
    }

    /** The figure with its unit. */
    static String figure(ScenarioScore score) {
        return score.score()
                .map(metric -> Figures.rounded(metric.value()) + " " + metric.unit())
                .orElse("none: " + score.statistics().score().why());
    }

    /** The interval, or why there is none. */
    static String interval(ScenarioScore score) {
        return score.statistics()
                .score()
                .interval()
                .map(Words::ends)
                .orElse("none: " + score.statistics().score().why());
    }
}
