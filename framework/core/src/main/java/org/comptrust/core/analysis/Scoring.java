package org.comptrust.core.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Grades;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scale;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.journal.GradedAnswer;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.journal.UnanswerableItem;
import org.comptrust.core.plan.Items;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedScenario;
import org.comptrust.core.result.CellScore;
import org.comptrust.core.result.CellStatistics;
import org.comptrust.core.result.Comparison;
import org.comptrust.core.result.Confidence;
import org.comptrust.core.result.NoiseFloor;
import org.comptrust.core.result.PairedStatistics;
import org.comptrust.core.result.ScenarioScore;

/** Scores one dimension of one model. */
final class Scoring {
    /** From this share of unreadable answers on, a score says more about obedience than about trust. */
    private static final double MOSTLY = 0.5;

    private final PlannedDimension dimension;
    private final TrustPlan plan;
    private final Journal journal;
    private final Items items;
    private final Uncertainty uncertainty;
    private final List<ScenarioScoring> scenarios;
    private final double margin;

    /**
     * @param items for the questions of the report
     * @param seed of the resamples
     * @param margin the loss that does not matter
     */
    Scoring(
            PlannedDimension dimension,
            TrustPlan plan,
            Journal journal,
            Items items,
            long seed,
            int resamples,
            double margin) {
        this.dimension = dimension;
        this.plan = plan;
        this.journal = journal;
        this.items = items;
        this.uncertainty = new Uncertainty(this::compared, dimension.scale(), seed, resamples);
        this.scenarios = dimension.scenarios().stream()
                .filter(PlannedScenario::asked)
                .map(scenario -> new ScenarioScoring(dimension, scenario, plan, seed, resamples))
                .toList();
        this.margin = margin;
    }

    /**
     * The score of grades.
     *
     * @param unanswerable items without a grade
     * @param base the grades of the base; empty for the base itself and where it has none
     * @param noise what arithmetic alone moves the score by: points, or for a ratio scale a fraction of the base's figure
     * @throws org.comptrust.core.port.PluginException if the plugin fails
     */
    Measured score(Sample grades, List<UnanswerableItem> unanswerable, Optional<Sample> base, double noise) {
        List<GradedAnswer> all = grades.items();
        Map<String, List<GradedAnswer>> byScenario =
                all.stream().collect(Collectors.groupingBy(GradedAnswer::scenario));
        List<ScenarioScore> each = scenarios.stream()
                .map(scenario -> scenario.of(byScenario.getOrDefault(scenario.id(), List.of()), unanswerable))
                .toList();
        DimensionScore score = remarked(raw(all), each, Rates.of(all, Grade::unreadable));
        Optional<Paired> paired =
                score.compared().isPresent() ? base.flatMap(other -> compare(grades, other, noise)) : Optional.empty();
        CellStatistics statistics = new CellStatistics(
                score.compared().isPresent() ? uncertainty.ofScore(grades) : Confidence.none("there is no score"),
                Rates.interval(all, Grade::refused),
                Rates.interval(all, Grade::unreadable));
        CellScore cell = new CellScore(
                score,
                all.size(),
                Rates.of(all, Grade::refused),
                Rates.of(all, Grade::unreadable),
                paired.map(Paired::comparison),
                base.map(other -> new Flips(all, other.items()).some(new FlipTexts(dimension, items, journal)))
                        .orElse(List.of()),
                statistics,
                each);
        return new Measured(cell, paired.flatMap(Paired::tests));
    }

    /** How much the base differs from itself; empty where either time has no score. */
    Optional<NoiseFloor> noise(Sample base, Sample again) {
        Set<List<String>> common = common(base, again);
        if (common.isEmpty()) {
            return Optional.empty();
        }
        List<GradedAnswer> first = only(base, common).items();
        List<GradedAnswer> second = only(again, common).items();
        Map<List<String>, GradedAnswer> before = byName(first);
        int otherwise = (int) second.stream()
                .filter(grade -> !said(grade).equals(said(before.get(name(grade)))))
                .count();
        Flips flips = new Flips(second, first);
        return difference(second, first)
                .map(difference -> new NoiseFloor(
                        common.size(), otherwise, flips.okToBad() + flips.badToOk(), Math.abs(difference)));
    }

    /** A cell's score, and what its verdict will rest on. */
    record Measured(CellScore score, Optional<Tests> tests) {}

    private record Paired(Comparison comparison, Optional<Tests> tests) {}

    private Optional<List<String>> said(GradedAnswer grade) {
        return journal.answer(grade.group(), grade.position()).map(Said::all);
    }

    private double compared(Grades grades) {
        return PluginBorder.call(dimension.origin(), "score", () -> plan.score(grades))
                .compared()
                .map(Metric::value)
                .orElse(Double.NaN);
    }

    private DimensionScore raw(List<GradedAnswer> grades) {
        return PluginBorder.call(dimension.origin(), "score", () -> plan.score(Sample.table(grades)));
    }

    /** What a reader of the score must know beside it; what is not whole has no headline unless a partial one is wanted. */
    private DimensionScore remarked(DimensionScore score, List<ScenarioScore> each, double unreadable) {
        List<String> remarks = new ArrayList<>(score.remarks());
        if (unreadable >= MOSTLY) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "%.0f %% of the answers cannot be read: the model hardly does what it is asked, and its score says little else.",
                    100 * unreadable));
        }
        remarks.addAll(TooLong.remarks(each));
        dimension.scenarios().stream()
                .filter(scenario ->
                        scenario.unavailable().isEmpty() && !scenario.badRows().isEmpty())
                .forEach(scenario -> remarks.add(
                        "Data of " + scenario.id() + ": " + scenario.badRows().sentence()));
        List<String> graded = each.stream()
                .filter(scenario -> scenario.asked() > scenario.unanswerable())
                .map(ScenarioScore::scenario)
                .toList();
        return Completeness.of(dimension.scenarios(), graded)
                .applied(
                        new DimensionScore(score.headline(), score.compared(), score.metrics(), remarks),
                        dimension.partial());
    }

    private Optional<Paired> compare(Sample grades, Sample base, double noise) {
        Set<List<String>> common = common(grades, base);
        if (common.isEmpty()) {
            return unpaired(grades, base);
        }
        Sample ours = only(grades, common);
        Sample theirs = only(base, common);
        return difference(ours.items(), theirs.items()).map(difference -> {
            Flips flips = new Flips(ours.items(), theirs.items());
            PairedStatistics statistics = new PairedStatistics(
                    uncertainty.ofDifference(ours, theirs),
                    McNemar.p(flips.okToBad(), flips.badToOk()),
                    Optional.empty());
            Comparison comparison = new Comparison(
                    common.size(),
                    raw(theirs.items()).compared().orElseThrow().value(),
                    difference,
                    flips.okToBad(),
                    flips.badToOk(),
                    statistics);
            return new Paired(comparison, uncertainty.tests(ours, theirs, margin, noise));
        });
    }

    /** Of samples without a common item: scores can be compared, answers cannot, and nothing is concluded. */
    private Optional<Paired> unpaired(Sample grades, Sample base) {
        return difference(grades.items(), base.items())
                .map(difference -> new Paired(
                        new Comparison(
                                0,
                                raw(base.items()).compared().orElseThrow().value(),
                                difference,
                                0,
                                0,
                                new PairedStatistics(uncertainty.ofUnpaired(grades, base), 1, Optional.empty())),
                        Optional.empty()));
    }

    /** In points, or of a ratio scale the ratio - 1; empty if either has no score. */
    private Optional<Double> difference(List<GradedAnswer> variant, List<GradedAnswer> base) {
        Optional<Metric> our = raw(variant).compared();
        Optional<Metric> their = raw(base).compared();
        if (our.isEmpty() || their.isEmpty()) {
            return Optional.empty();
        }
        double before = their.get().value();
        double after = our.get().value();
        if (dimension.scale() == Scale.POINTS) {
            return Optional.of(after - before);
        }
        return before > 0 ? Optional.of(after / before - 1) : Optional.empty();
    }

    private static Set<List<String>> common(Sample one, Sample other) {
        Set<List<String>> common = new HashSet<>(one.names());
        common.retainAll(Set.copyOf(other.names()));
        return common;
    }

    private static Sample only(Sample sample, Set<List<String>> names) {
        if (sample.items().size() == names.size()) {
            return sample; // and what was drawn from it
        }
        return new Sample(sample.items().stream()
                .filter(grade -> names.contains(name(grade)))
                .toList());
    }

    static List<String> name(GradedAnswer grade) {
        return List.of(grade.scenario(), grade.item());
    }

    /** The grades by scenario and item. */
    static Map<List<String>, GradedAnswer> byName(List<GradedAnswer> grades) {
        Map<List<String>, GradedAnswer> byName = new HashMap<>();
        grades.forEach(grade -> byName.put(name(grade), grade));
        return byName;
    }
}
