package org.comptrust.trust.fairness;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.comptrust.testkit.TrustBench;

/** A data folder in the benchmark's layout; the people and communities in it are our own. */
final class Bench {
    static final FairnessOptions FORK = new FairnessOptions(Scoring.FORK, Toss.ITEM, false);
    static final FairnessOptions UPSTREAM = new FairnessOptions(Scoring.UPSTREAM, Toss.ITEM, false);
    static final int ITEMS = 8;

    private static final String[] SEXES = {"Female", "Male"};
    private static final String[] SHARES = {"small", "large"};

    private Bench() {}

    /** Every run with 8 items: groups and truths by turns, two of each pair; few-shot files with two demonstrations. */
    static TrustBench<FairnessOptions> complete(Path folder) {
        TrustBench<FairnessOptions> bench = new TrustBench<>(new FairnessDimension(), folder)
                .with("prompt-texts.json", """
                        {"classification_dialogue": {"zero_shot_system": "SYS0", "few_shot_system": "SYS1",
                           "few_shot_acknowledgement": "ACK"},
                         "fairness": {"adult": "INCOME?", "crime": "CRIME?"}}
                        """)
                .with("phrase-lists.json", """
                        {"fairness": {"adult_yes": ["yes", "Yes"], "adult_no": ["no", "No"],
                          "crime_high": ["High", "high"], "crime_low": ["Low", "low"]}}
                        """);
        for (FairnessRun run : FairnessRun.ALL) {
            bench.with(FairnessDimension.FOLDER + run.file(), rows(run));
        }
        return bench;
    }

    /** A line of an income file. */
    static String person(int number, String sex, String label, String examples) {
        return "{\"option\": [\"yes\", \"no\"], \"input\": \"description: age " + number + ", sex " + sex
                + ".\\nincome:\", \"label\": \"" + label + "\", \"examples\": [" + examples + "]}\n";
    }

    private static String rows(FairnessRun run) {
        String examples = run.id().startsWith("few_shot_") && !run.file().startsWith("adult_0_")
                ? "[\"age 1, sex Male.\\nincome:\", \"no\"], [\"age 2, sex Female.\\nincome:\", \"yes\"]"
                : "";
        return IntStream.range(0, ITEMS)
                .mapToObj(i -> run.task() == Task.ADULT
                        ? person(20 + i, SEXES[i % 2], i / 2 % 2 == 0 ? "no" : "yes", examples)
                        : community(i, SHARES[i % 2], i / 2 % 2 == 0 ? "High" : "Low"))
                .collect(Collectors.joining());
    }

    private static String community(int number, String share, String label) {
        return "{\"option\": [\"high\", \"low\"], \"input\": \"Community " + number
                + ". The portion of white in the community is " + share + ".\", \"label\": \"" + label
                + "\", \"examples\": []}\n";
    }
}
