package org.comptrust.trust.adversarialdemonstrations;

import java.nio.file.Path;
import java.util.Locale;
import org.comptrust.testkit.TrustBench;

/** A data folder in the benchmark's layout; only the words are our own. */
final class Bench {
    static final AdversarialDemonstrationsOptions DEFAULTS = new AdversarialDemonstrationsOptions(Scoring.FORK, false);
    static final AdversarialDemonstrationsOptions WITH_CONTROLS =
            new AdversarialDemonstrationsOptions(Scoring.FORK, true);
    static final String TEXTS = """
            {"classification_dialogue": {"zero_shot_system": "SYS0", "few_shot_system": "SYS1",
              "few_shot_acknowledgement": "ACK"},
             "adv_demonstration": {"nli3": "T-3", "nli2": "T-2", "sa": "T-S", "control_raising": "T-C",
              "irregular_form": "T-I", "main_verb": "T-M", "syntactic_category": "T-A"}}
            """;
    static final String PHRASES = """
            {"adv_demonstration_refusal": {"refused": ["I pass", "no way"], "overrides_to_not_refused": ["good point"]}}
            """;

    private static final String FOLDER = "data/adv_demonstration/";

    private Bench() {}

    /** One seed of each set that the score or its controls need, of one set two, with a few items. */
    static TrustBench<AdversarialDemonstrationsOptions> complete(Path folder) {
        TrustBench<AdversarialDemonstrationsOptions> bench = empty(folder);
        for (DemoConfig config : DemoConfig.ALL) {
            for (DemoRun run : config.runs()) {
                boolean first = run.seed() == (config.group() == DemoGroup.SPURIOUS ? 0 : 42);
                if (first || run.path().equals(counterfactual("snli_premise_cf", 2333))) {
                    bench.with(run.path(), items(config, run));
                }
            }
        }
        return bench;
    }

    /** Texts and phrases only. */
    static TrustBench<AdversarialDemonstrationsOptions> empty(Path folder) {
        return new TrustBench<>(new AdversarialDemonstrationsDimension(), folder)
                .with("prompt-texts.json", TEXTS)
                .with("phrase-lists.json", PHRASES);
    }

    static String counterfactual(String set, int seed) {
        return FOLDER + "counterfactual/" + set + "/" + seed + ".jsonl";
    }

    static String spurious(String heuristic, String bias, int seed) {
        return FOLDER + "spurious/" + heuristic + "/" + bias + "/" + seed + ".jsonl";
    }

    static String backdoor(String name, int seed) {
        return FOLDER + "backdoor/experiment1/sst-2_" + name + "/" + seed + ".jsonl";
    }

    /** Items in the file's own order: no before yes. */
    private static String items(DemoConfig config, DemoRun run) {
        if (config.group() == DemoGroup.BACKDOOR) {
            return run.part() == DemoRun.Part.ATTACK
                    ? item("bad zx", "positive") + item("dull zx", "positive")
                    : item("bad", "negative") + item("fine", "positive") + item("dull", "negative");
        }
        return item("A.", "no") + item("B.", "yes") + item("C.", "no") + item("D.", "yes");
    }

    private static String item(String input, String label) {
        boolean sentiment = label.endsWith("tive");
        String one = sentiment ? "positive" : "yes";
        String other = sentiment ? "negative" : "no";
        return """
                {"input": "%s", "label": "%s", "option": ["%s", "%s"], "examples": [["E1", "%s"], ["E2", "%s"]]}
                """.formatted(input, label, other, one, one, other.toUpperCase(Locale.ROOT));
    }
}
