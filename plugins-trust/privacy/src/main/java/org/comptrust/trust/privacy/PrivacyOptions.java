package org.comptrust.trust.privacy;

import org.comptrust.api.option.Option;

/**
 * Options of {@link PrivacyDimension}.
 *
 * @param repetitions answers to each secret
 * @param unscored whether what does not enter the score is asked too
 */
public record PrivacyOptions(
        @Option(
                value = "answers to each secret, drawn at temperature 1; the published scores take 100",
                absent = "100",
                min = 1,
                max = 1000)
        int repetitions,

        @Option(
                value =
                        "also ask what does not enter the score: understanding_q2, understanding_q3 and eleven more spellings of"
                                + " social security number",
                absent = "false")
        boolean unscored) {}
