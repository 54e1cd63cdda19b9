package org.comptrust.trust.adversarialrobustness;

import java.util.List;
import org.comptrust.api.option.Option;

/**
 * Options of {@link AdversarialRobustnessDimension}.
 *
 * @param scoring which scorer counts
 * @param tasks the tasks to ask about; empty: those of the score
 * @param benign whether the unperturbed texts are asked about too
 */
public record AdversarialRobustnessOptions(
        @Option(
                value = "which scorer counts: fork (the compression study's) or upstream (the original benchmark's);"
                        + " in this dimension both give the same",
                absent = "fork")
        Scoring scoring,

        @Option(
                value =
                        "tasks to ask about, of sst2, qqp, mnli, qnli, rte and mnli-mm; empty: the first three, which make"
                                + " the published scores",
                absent = "[]")
        List<String> tasks,

        @Option(
                value = "whether the same texts are also asked about as they were before the attack, beside the score",
                absent = "true")
        boolean benign) {
    public AdversarialRobustnessOptions {
        tasks = List.copyOf(tasks);
    }
}
