package org.comptrust.core.result;

import java.util.Optional;

/**
 * A variant beside its base, over the items that both answered.
 *
 * @param items how many both answered; 0 if they were asked other items, so that only their scores are compared
 * @param baseValue the base's unrounded score over these items
 * @param difference variant minus base in points; for a ratio scale such as perplexity, variant / base - 1
 * @param okToBad items with a value of at least 0.5 before and less after
 * @param badToOk the opposite
 * @param statistics how sure the difference is
 */
public record Comparison(
        int items, double baseValue, double difference, int okToBad, int badToOk, PairedStatistics statistics) {
    /** Without statistics. */
    public Comparison(int items, double baseValue, double difference, int okToBad, int badToOk) {
        this(items, baseValue, difference, okToBad, badToOk, PairedStatistics.NONE);
    }

    /** Whether it is one of the same items. */
    public boolean isPaired() {
        return items > 0;
    }

    /** The same with a conclusion. */
    public Comparison with(Judgement judgement) {
        PairedStatistics judged =
                new PairedStatistics(statistics.difference(), statistics.mcNemar(), Optional.of(judgement));
        return new Comparison(items, baseValue, difference, okToBad, badToOk, judged);
    }
}
