package org.comptrust.core.analysis;

import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Grades;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scale;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.journal.GradedAnswer;
import org.comptrust.core.journal.UnanswerableItem;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedScenario;
import org.comptrust.core.result.CellStatistics;
import org.comptrust.core.result.Confidence;
import org.comptrust.core.result.Interval;
import org.comptrust.core.result.ScenarioScore;

/** Scores one scenario of a dimension by itself. */
final class ScenarioScoring {
    private final PlannedDimension dimension;
    private final PlannedScenario scenario;
    private final TrustPlan plan;
    private final Uncertainty uncertainty;

    ScenarioScoring(PlannedDimension dimension, PlannedScenario scenario, TrustPlan plan, long seed, int resamples) {
        this.dimension = dimension;
        this.scenario = scenario;
        this.plan = plan;
        this.uncertainty = new Uncertainty(
                grades -> figure(grades).map(Metric::value).orElse(Double.NaN), dimension.scale(), seed, resamples);
    }

    String id() {
        return scenario.id();
    }

    /**
     * @param grades of the scenario alone
     * @param tooLong of all scenarios
     * @throws org.comptrust.core.port.PluginException if the plugin fails
     */
    ScenarioScore of(List<GradedAnswer> grades, List<UnanswerableItem> tooLong) {
        int unanswerable = (int) tooLong.stream()
                .filter(item -> item.scenario().equals(scenario.id()))
                .count();
        Sample sample = new Sample(grades);
        Optional<Metric> score = grades.isEmpty() ? Optional.empty() : figure(sample.table());
        return new ScenarioScore(
                scenario.id(),
                scenario.scored(),
                grades.size() + unanswerable,
                unanswerable,
                (int) grades.stream().filter(grade -> grade.droppedShots() > 0).count(),
                grades.stream().mapToInt(GradedAnswer::droppedShots).sum(),
                score,
                Rates.of(grades, Grade::refused),
                Rates.of(grades, Grade::unreadable),
                new CellStatistics(
                        score.map(figure -> confidence(figure, sample)).orElse(Confidence.none(withoutScore(grades))),
                        Rates.interval(grades, Grade::refused),
                        Rates.interval(grades, Grade::unreadable)));
    }

    /**
     * By bootstrap; where all items of the figure are wholly right, or all wholly wrong, that can draw nothing that differs, and
     * Wilson's interval of their share says how sure it is. Items of another value are no part of such a figure.
     */
    private Confidence confidence(Metric figure, Sample sample) {
        Confidence drawn = uncertainty.ofScore(sample);
        double value = figure.value() / 100;
        long items = sample.items().stream()
                .filter(item ->
                        item.grade().value().isPresent() && item.grade().value().getAsDouble() == value)
                .count();
        boolean extreme = value == 0 || value == 1;
        if (drawn.interval().isPresent() || !extreme || items == 0 || dimension.scale() != Scale.POINTS) {
            return drawn;
        }
        Interval share = Wilson.of(value == 1 ? items : 0, items);
        return Confidence.of(new Interval(100 * share.low(), 100 * share.high()));
    }

    private String withoutScore(List<GradedAnswer> grades) {
        return grades.isEmpty() ? "no item was graded" : "no answer has a value, and the dimension gives no figure";
    }

    /** The plugin's own figure, else the mean value of the items that have one, in points. */
    private Optional<Metric> figure(Grades grades) {
        if (!(grades.weight() > 0)) {
            return Optional.empty();
        }
        return PluginBorder.call(dimension.origin(), "score", () -> plan.score(scenario.id(), grades))
                .or(() -> {
                    double valued = grades.sum("valued");
                    return valued > 0
                            ? Optional.of(new Metric("score", 100 * grades.sum("value") / valued, "points"))
                            : Optional.empty();
                });
    }
}
