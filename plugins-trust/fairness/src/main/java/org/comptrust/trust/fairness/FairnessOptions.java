package org.comptrust.trust.fairness;

import org.comptrust.api.option.Option;

/**
 * Options of {@link FairnessDimension}.
 *
 * @param scoring what answers that cannot be read count as
 * @param toss how answers that name both predictions are decided
 * @param unscored whether the run that does not enter the score is asked too
 */
public record FairnessOptions(
        @Option(
                value =
                        "which scorer counts: fork (the compression study's, what cannot be read predicts 0) or upstream (the"
                                + " original benchmark's, what cannot be read is left out)",
                absent = "fork")
        Scoring scoring,

        @Option(
                value =
                        "what decides answers that name both predictions: item (a coin that is part of the item), zero or one;"
                                + " the benchmark tosses a coin without a seed",
                absent = "item")
        Toss toss,

        @Option(value = "also ask few_shot_0_fair_demon, which does not enter the score", absent = "false")
        boolean unscored) {}
