package org.comptrust.core.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.Scale;
import org.comptrust.core.result.CellScore;
import org.comptrust.core.result.Comparison;
import org.comptrust.core.result.FailureKind;
import org.comptrust.core.result.Interval;
import org.comptrust.core.result.Judgement;
import org.comptrust.core.result.Verdict;

/** Names and figures of ours as people say them. */
final class Words {
    private Words() {}

    static String of(FailureKind kind) {
        return switch (kind) {
            case PLUGIN -> "a plugin; its maintainer must act";
            case MODEL -> "the model or the machine";
            case DATA -> "the benchmark's data";
            case SCORER -> "a service that rates texts";
            case BUG -> "an error in this program";
        };
    }

    /** How many items were graded, and what did not fit. */
    static String items(CellScore score) {
        return score.items() + " items"
                + (score.unanswerable() > 0 ? ", and " + score.unanswerable() + " too long" : "")
                + (score.droppedShots() > 0 ? "; " + score.droppedShots() + " demonstrations dropped" : "");
    }

    /** A difference with its sign and unit. */
    static String difference(double difference, Scale scale) {
        return scale == Scale.RATIO ? Figures.signed(100 * difference) + " %" : Figures.signed(difference) + " points";
    }

    /** The ends of a difference's interval. */
    static String ends(Interval interval, Scale scale) {
        double factor = scale == Scale.RATIO ? 100 : 1;
        return Figures.signed(factor * interval.low()) + " to " + Figures.signed(factor * interval.high());
    }

    /** The ends of an interval. */
    static String ends(Interval interval) {
        return Figures.rounded(interval.low()) + " to " + Figures.rounded(interval.high());
    }

    /** A margin with its unit. */
    static String margin(double margin, Scale scale) {
        return scale == Scale.RATIO ? Figures.plain(100 * margin) + " %" : Figures.plain(margin) + " points";
    }

    /** What a reader must know of models in a short dtype whose noise was not measured. */
    static String unmeasuredNoise(List<String> models) {
        return String.join(", ", models) + (models.size() == 1 ? " was" : " were")
                + " not computed in float32: there, what is asked together moves log-likelihoods by hundredths and changes some texts. "
                + "`decide: { noiseFloor: true }` measures what that does to the scores.";
    }

    /** A size of noise: three digits that say something, however small. */
    static String noise(double difference, Scale scale) {
        double shown = scale == Scale.RATIO ? 100 * difference : difference;
        String figure = new BigDecimal(shown).round(new MathContext(3)).toString();
        return (shown == 0 ? "0" : figure) + (scale == Scale.RATIO ? " %" : " points");
    }

    /** A verdict, and for one that is open how many items might close it. */
    static String verdict(Judgement judgement) {
        String more = judgement.verdict() == Verdict.INCONCLUSIVE
                        && judgement.itemsToDecide().isPresent()
                ? " (about " + Figures.count(judgement.itemsToDecide().getAsLong()) + " items would decide)"
                : "";
        return judgement.verdict().word() + more;
    }

    /** The verdict, or a dash. */
    static String verdict(Optional<Comparison> against) {
        return against.flatMap(found -> found.statistics().judgement())
                .map(Words::verdict)
                .orElse("-");
    }

    /** A p-value as papers write it. */
    static String p(double p) {
        return p < 0.001 ? "p < 0.001" : "p = " + Figures.decimals(p, 3);
    }
}
