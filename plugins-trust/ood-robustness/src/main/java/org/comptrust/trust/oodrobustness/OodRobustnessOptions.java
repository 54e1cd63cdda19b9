package org.comptrust.trust.oodrobustness;

import org.comptrust.api.option.Option;

/**
 * Options of {@link OodRobustnessDimension}.
 *
 * @param scoring which version of the benchmark counts
 * @param reference whether the tasks beside the score are asked too
 */
public record OodRobustnessOptions(
        @Option(
                value =
                        "which version counts: fork (the compression study's) or upstream (the original benchmark's, which"
                                + " misspells a word in the task of style); both read and score alike",
                absent = "fork")
        Scoring scoring,

        @Option(
                value =
                        "whether to ask also what the benchmark asks beside its score: texts in their own style, questions"
                                + " of 2020, demonstrations of 2021 or in the style of the text",
                absent = "true")
        boolean reference) {}
