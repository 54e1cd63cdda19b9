package org.comptrust.core.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.DimensionScore;

/**
 * The score of a cell.
 *
 * @param score what the dimension makes of the grades
 * @param items number of graded items
 * @param refusalRate refused of all answers, in [0, 1]
 * @param unreadableRate unreadable of all answers, in [0, 1]
 * @param againstBase the comparison with the model's base; empty for the base itself and where either has no score
 * @param flips some of the items that went from right to wrong or back, for the report
 * @param statistics how sure these figures are
 * @param scenarios each scenario that was asked, in the plan's order
 */
public record CellScore(
        DimensionScore score,
        int items,
        double refusalRate,
        double unreadableRate,
        Optional<Comparison> againstBase,
        List<Flip> flips,
        CellStatistics statistics,
        List<ScenarioScore> scenarios) {
    public CellScore {
        flips = List.copyOf(flips);
        scenarios = List.copyOf(scenarios);
    }

    /** Without statistics and scenarios. */
    public CellScore(
            DimensionScore score,
            int items,
            double refusalRate,
            double unreadableRate,
            Optional<Comparison> againstBase,
            List<Flip> flips) {
        this(score, items, refusalRate, unreadableRate, againstBase, flips, CellStatistics.NONE, List.of());
    }

    /** The same, compared otherwise. */
    public CellScore with(Comparison comparison) {
        return new CellScore(
                score, items, refusalRate, unreadableRate, Optional.of(comparison), flips, statistics, scenarios);
    }

    /** The same with one more thing that a reader must know. */
    public CellScore with(String remark) {
        List<String> remarks = new ArrayList<>(score.remarks());
        remarks.add(remark);
        return new CellScore(
                new DimensionScore(score.headline(), score.compared(), score.metrics(), remarks),
                items,
                refusalRate,
                unreadableRate,
                againstBase,
                flips,
                statistics,
                scenarios);
    }

    /** Items that are too long for the model; they are not among {@link #items}. */
    public int unanswerable() {
        return scenarios.stream().mapToInt(ScenarioScore::unanswerable).sum();
    }

    /** Demonstrations that did not fit into prompts. */
    public int droppedShots() {
        return scenarios.stream().mapToInt(ScenarioScore::droppedShots).sum();
    }
}
