package org.comptrust.core.result;

import java.util.Optional;

/**
 * How sure a difference is.
 *
 * @param difference of the difference, by bootstrap over the items that both answered; for a ratio scale of variant / base - 1
 * @param mcNemar two-sided p-value of the flips, in [0, 1]: how often chance alone would send this many one way; 1 without flips
 * @param judgement what is concluded; empty where there is no interval to conclude from
 */
public record PairedStatistics(Confidence difference, double mcNemar, Optional<Judgement> judgement) {
    /** Nothing was computed. */
    public static final PairedStatistics NONE =
            new PairedStatistics(Confidence.none("not computed"), 1, Optional.empty());

    public PairedStatistics {
        if (!(mcNemar >= 0 && mcNemar <= 1)) {
            throw new IllegalArgumentException("a p-value is in [0, 1], was " + mcNemar);
        }
    }
}
