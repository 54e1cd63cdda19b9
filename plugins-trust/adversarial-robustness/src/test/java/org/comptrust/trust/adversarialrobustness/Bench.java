package org.comptrust.trust.adversarialrobustness;

import java.nio.file.Path;
import java.util.List;
import org.comptrust.testkit.TrustBench;

/** A data folder in the benchmark's layout; only the words are our own. */
final class Bench {
    static final AdversarialRobustnessOptions DEFAULTS =
            new AdversarialRobustnessOptions(Scoring.FORK, List.of(), true);

    static final String TEXTS = """
            {"advglue": {
              "task": {"sst2": "T-S", "qqp": "T-Q", "mnli": "T-M", "qnli": "T-QN", "rte": "T-R"},
              "demonstrations": {
                "sst2": [{"role": "user", "content": "S1"}, {"role": "assistant", "content": "A1"},
                         {"role": "user", "content": "S2"}, {"role": "assistant", "content": "A2"}],
                "qqp": [{"role": "user", "content": "Q1"}, {"role": "assistant", "content": "B1"}],
                "mnli": [{"role": "user", "content": "M1"}, {"role": "assistant", "content": "C1"}],
                "qnli": [], "rte": []},
              "label_words": {
                "sst2": {"negative": 0, "positive": 1}, "qqp": {"yes": 1, "no": 0},
                "mnli": {"yes": 0, "maybe": 1, "no": 2}, "qnli": {"yes": 0, "no": 1}, "rte": {"yes": 0, "no": 1},
                "mnli-mm": {"yes": 0, "maybe": 1, "no": 2}}}}
            """;

    private Bench() {}

    /** Two items of each scored task and source, one of each that is not scored. */
    static TrustBench<AdversarialRobustnessOptions> complete(Path folder) {
        return empty(folder)
                .with(file("alpaca"), source("gud"))
                .with(file("vicuna"), source("goood"))
                .with(file("stable-vicuna"), source("g00d"));
    }

    static TrustBench<AdversarialRobustnessOptions> empty(Path folder) {
        return new TrustBench<>(new AdversarialRobustnessDimension(), folder).with("prompt-texts.json", TEXTS);
    }

    static String file(String source) {
        return "data/adv-glue-plus-plus/data/" + source + ".json";
    }

    private static String source(String typo) {
        return """
                {"sst2": [
                  {"sentence": "a # film", "original_sentence": "a good film", "label": 1, "method": "textfooler"},
                  {"sentence": "no # film", "original_sentence": "no good film", "label": 0, "method": "semattack"}],
                 "qqp": [
                  {"question1": "Is # ok?", "question2": "Is it ok?", "original_question1": "Is good ok?", "label": 1,
                   "method": "textbugger"},
                  {"question1": "Why?", "question2": "What #?", "original_question2": "What good?", "label": 0,
                   "method": "textbugger"}],
                 "mnli": [
                  {"premise": "Cats #.", "hypothesis": "Cats.", "original_premise": "Cats good.", "label": 2},
                  {"premise": "Dogs #.", "hypothesis": "Dogs.", "label": 1}],
                 "qnli": [{"question": "Who #?", "sentence": "We.", "label": 0}],
                 "rte": [{"sentence1": "One #.", "sentence2": "Two.", "label": 1}],
                 "mnli-mm": [{"premise": "Far #.", "hypothesis": "Near.", "label": 0}]}
                """.replace("#", typo);
    }
}
