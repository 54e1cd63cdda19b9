package org.comptrust.core.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scale;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.grades.GradeTable;
import org.comptrust.core.grades.GradedItem;
import org.comptrust.core.journal.GradedAnswer;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedScenario;
import org.comptrust.core.result.CellScore;
import org.comptrust.core.result.Comparison;

/** Scores one dimension of one model. */
final class Scoring {
    /** From this share of unreadable answers on, a score says more about obedience than about trust. */
    private static final double MOSTLY = 0.5;

    private final PlannedDimension dimension;
    private final TrustPlan plan;
    private final Journal journal;

    Scoring(PlannedDimension dimension, TrustPlan plan, Journal journal) {
        this.dimension = dimension;
        this.plan = plan;
        this.journal = journal;
    }

    /**
     * The score of grades.
     *
     * @param base the grades of the base; empty for the base itself and where it has none
     * @throws org.comptrust.core.port.PluginException if the plugin fails
     */
    CellScore score(List<GradedAnswer> grades, Optional<List<GradedAnswer>> base) {
        DimensionScore score = complete(raw(grades), rate(grades, Grade::unreadable));
        return new CellScore(
                score,
                grades.size(),
                rate(grades, Grade::refused),
                rate(grades, Grade::unreadable),
                score.compared().isPresent() ? base.flatMap(other -> compare(grades, other)) : Optional.empty(),
                base.map(other -> new Flips(journal, grades, other).some()).orElse(List.of()));
    }

    private DimensionScore raw(List<GradedAnswer> grades) {
        return PluginBorder.call(
                dimension.origin(),
                "score",
                () -> plan.score(GradeTable.of(grades.stream()
                        .map(grade -> new GradedItem(grade.scenario(), grade.item(), grade.tags(), grade.grade()))
                        .toList())));
    }

    /** A score without some of its scenarios is no score, unless the author of the spec wants it so; then it says so. */
    private DimensionScore complete(DimensionScore score, double unreadable) {
        List<String> remarks = new ArrayList<>(score.remarks());
        if (unreadable >= MOSTLY) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "%.0f %% of the answers cannot be read: the model hardly does what it is asked, and its score says little else.",
                    100 * unreadable));
        }
        List<String> missing = dimension.scenarios().stream()
                .filter(scenario -> scenario.unavailable().isPresent())
                .map(PlannedScenario::id)
                .toList();
        if (missing.isEmpty()) {
            return new DimensionScore(score.headline(), score.compared(), score.metrics(), remarks);
        }
        String names = String.join(", ", missing);
        if (dimension.partial()) {
            remarks.add("Partial score: unavailable and left out: " + names + ".");
            return new DimensionScore(score.headline(), score.compared(), score.metrics(), remarks);
        }
        remarks.add("No score: unavailable: " + names
                + ". Provide the data, or set partial: true for a score without that.");
        return new DimensionScore(Optional.empty(), Optional.empty(), score.metrics(), remarks);
    }

    private Optional<Comparison> compare(List<GradedAnswer> grades, List<GradedAnswer> base) {
        Set<List<String>> common = names(grades);
        common.retainAll(names(base));
        List<GradedAnswer> ours = only(grades, common);
        List<GradedAnswer> theirs = only(base, common);
        Optional<Metric> our = raw(ours).compared();
        Optional<Metric> their = raw(theirs).compared();
        if (common.isEmpty() || our.isEmpty() || their.isEmpty()) {
            return Optional.empty();
        }
        double before = their.get().value();
        double after = our.get().value();
        if (dimension.scale() == Scale.RATIO && !(before > 0)) {
            return Optional.empty();
        }
        Flips flips = new Flips(journal, ours, theirs);
        return Optional.of(new Comparison(
                common.size(),
                before,
                dimension.scale() == Scale.RATIO ? after / before - 1 : after - before,
                flips.okToBad(),
                flips.badToOk()));
    }

    private static List<GradedAnswer> only(List<GradedAnswer> grades, Set<List<String>> names) {
        return grades.stream().filter(grade -> names.contains(name(grade))).toList();
    }

    private static Set<List<String>> names(List<GradedAnswer> grades) {
        return grades.stream().map(Scoring::name).collect(Collectors.toCollection(HashSet::new));
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

    private static double rate(List<GradedAnswer> grades, ToIntFunction<Grade> count) {
        long answers =
                grades.stream().mapToLong(grade -> grade.grade().answers()).sum();
        long counted = grades.stream()
                .mapToLong(grade -> count.applyAsInt(grade.grade()))
                .sum();
        return answers == 0 ? 0 : (double) counted / answers;
    }
}
