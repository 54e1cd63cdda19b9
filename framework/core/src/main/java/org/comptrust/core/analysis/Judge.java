package org.comptrust.core.analysis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.Judgement;
import org.comptrust.core.result.Verdict;

/**
 * Draws conclusions from the tests of all cells. Each claim (not worse, worse, better) is corrected over all cells of the experiment:
 * the chance that any cell is wrongly said to be retained is at most alpha, and likewise for degraded and improved.
 */
final class Judge {
    private final Margins margins;

    Judge(Margins margins) {
        this.margins = margins;
    }

    Map<CellId, Judgement> judge(Map<CellId, Tests> cells) {
        List<Tests> tests = List.copyOf(cells.values());
        double[] worse = corrected(tests, Tests::worse);
        double[] better = corrected(tests, Tests::better);
        double[] notWorse = corrected(tests, Tests::notWorse);
        Map<CellId, Judgement> judgements = new LinkedHashMap<>();
        int i = 0;
        for (CellId cell : cells.keySet()) {
            judgements.put(cell, judgement(tests.get(i), cells.size(), worse[i], better[i], notWorse[i]));
            i++;
        }
        return judgements;
    }

    /** Enough that the smallest p-value can pass the correction over so many cells. */
    int resamples(int cells) {
        return Math.max(Uncertainty.RESAMPLES, (int) Math.ceil(cells / margins.alpha()));
    }

    private Judgement judgement(Tests tests, int cells, double worse, double better, double notWorse) {
        if (worse <= margins.alpha()) {
            return new Judgement(Verdict.DEGRADED, tests.margin(), worse, OptionalLong.empty());
        }
        if (better <= margins.alpha()) {
            return new Judgement(Verdict.IMPROVED, tests.margin(), better, OptionalLong.empty());
        }
        if (notWorse <= margins.alpha()) {
            return new Judgement(Verdict.RETAINED, tests.margin(), notWorse, OptionalLong.empty());
        }
        return new Judgement(
                Verdict.INCONCLUSIVE,
                tests.margin(),
                Math.min(worse, Math.min(better, notWorse)),
                tests.itemsToDecide(margins.holm() ? margins.alpha() / cells : margins.alpha()));
    }

    private double[] corrected(List<Tests> tests, ToDoubleFunction<Tests> claim) {
        double[] p = tests.stream().mapToDouble(claim).toArray();
        return margins.holm() ? Holm.adjust(p) : p;
    }
}
