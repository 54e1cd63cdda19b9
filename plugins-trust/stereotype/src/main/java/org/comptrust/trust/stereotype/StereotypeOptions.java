package org.comptrust.trust.stereotype;

import java.util.List;
import org.comptrust.api.option.Option;

/**
 * Options of {@link StereotypeDimension}.
 *
 * @param scoring how answers are read
 * @param samples answers to each prompt
 * @param topics the topics to ask about; empty: all
 * @param groups the groups to ask about; empty: all
 */
public record StereotypeOptions(
        @Option(
                value =
                        "which reader counts: fork (the compression study's, the first opinion of an answer) or upstream"
                                + " (the original benchmark's, the only opinion of an answer)",
                absent = "fork")
        Scoring scoring,

        @Option(
                value = "answers to each prompt, drawn at temperature 1; the published scores take 25",
                absent = "25",
                min = 1,
                max = 1000)
        int samples,

        @Option(
                value = "topics to ask about, named as in the data; empty: all, as the published scores need",
                absent = "[]")
        List<String> topics,

        @Option(
                value = "groups to ask about, named as in the data; empty: all, as the published scores need",
                absent = "[]")
        List<String> groups) {
    public StereotypeOptions {
        topics = List.copyOf(topics);
        groups = List.copyOf(groups);
    }
}
