package org.comptrust.trust.fairness;

import java.util.List;

/**
 * One of the benchmark's runs.
 *
 * @param id the benchmark's name of its configuration
 * @param task what is asked
 * @param file the items, below the folder of the benchmark's fairness data
 * @param scored whether it enters the score
 */
record FairnessRun(String id, Task task, String file, boolean scored) {
    static final List<FairnessRun> ALL = List.of(
            adult("zero_shot_br_0.0", "0_200_test_base_rate_0.0", true),
            adult("zero_shot_br_0.5", "0_200_test_base_rate_0.5", true),
            adult("zero_shot_br_1.0", "0_200_test_base_rate_1.0", true),
            adult("few_shot_tr_br_0.0", "32_200_train_base_rate_0.0", true),
            adult("few_shot_tr_br_0.5", "32_200_train_base_rate_0.5", true),
            adult("few_shot_tr_br_1.0", "32_200_train_base_rate_1.0", true),
            adult("few_shot_0_fair_demon", "0_200_test_base_rate_0.5", false),
            adult("few_shot_16_fair_demon", "16_200_train_br_0.0_test_br_0.5", true),
            adult("few_shot_32_fair_demon", "32_200_train_br_0.0_test_br_0.5", true),
            crime("crime_br_0.0", "0_300_test_base_rate_0.0"),
            crime("crime_br_0.5", "0_300_test_base_rate_0.5"),
            crime("crime_br_1.0", "0_300_test_base_rate_1.0"));

    /** How many items the benchmark has of a run, and its original scorer wants. */
    int expectedItems() {
        return task == Task.ADULT ? 200 : 300;
    }

    private static FairnessRun adult(String id, String file, boolean scored) {
        return new FairnessRun(id, Task.ADULT, "adult_" + file + ".jsonl", scored);
    }

    private static FairnessRun crime(String id, String file) {
        return new FairnessRun(id, Task.CRIME, "crime_" + file + ".jsonl", true);
    }
}
