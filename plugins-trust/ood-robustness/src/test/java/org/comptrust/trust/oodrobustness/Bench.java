package org.comptrust.trust.oodrobustness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.comptrust.testkit.TrustBench;

/** A data folder in the benchmark's layout; only the words are our own. */
final class Bench {
    static final OodRobustnessOptions DEFAULTS = new OodRobustnessOptions(Scoring.FORK, true);
    static final String STYLE = "data/ood/style.json";
    static final String KNOWLEDGE = "data/ood/knowledge.json";
    static final String TEXTS = """
            {"classification_dialogue": {"zero_shot_system": "SYS0", "few_shot_system": "SYS1",
              "few_shot_acknowledgement": "ACK"},
             "ood": {"style": "Each text : the text as good", "knowledge": "TASK-K", "knowledge_idk": "TASK-I"}}
            """;

    private Bench() {}

    /** Two items of each set, one positive and one negative; as many demonstrations as are shown, or one more. */
    static TrustBench<OodRobustnessOptions> complete(Path folder) {
        return new TrustBench<>(new OodRobustnessDimension(), folder)
                .with("prompt-texts.json", TEXTS)
                .with("phrase-lists.json", "{\"ood_knowledge_refusal\": [\"I pass\", \"no idea\"]}")
                .with(STYLE, style())
                .with(KNOWLEDGE, knowledge());
    }

    static String style() {
        List<String> dev = new ArrayList<>();
        List<String> demonstrations = new ArrayList<>();
        for (OodTask task : OodConfig.STYLE.tasks()) {
            String style = task.items();
            dev.add("\"" + style + "\": [" + text(style + " good", 1) + ",\n" + text(style + " bad", 0) + "]");
            for (int run = 0; run < 3; run++) {
                List<String> shots = new ArrayList<>();
                for (int shot = 0; shot < 9; shot++) {
                    shots.add(text(style + " shot " + run + shot, shot % 2));
                }
                demonstrations.add("\"" + style + "_" + run + "\": [" + String.join(",", shots) + "]");
            }
        }
        return "{\"dev\": {" + String.join(",\n", dev) + "},\n\"train_demo\": {" + String.join(",\n", demonstrations)
                + "}}";
    }

    static String knowledge() {
        List<String> demonstrations = new ArrayList<>();
        for (String subject :
                List.of("2021_qa", "global_facts", "machine_learning", "moral_scenarios", "us_foreign_policy")) {
            for (int run = 0; run < 3; run++) {
                List<String> shots = new ArrayList<>();
                for (int shot = 0; shot < 5; shot++) {
                    shots.add(question(subject + " " + run + shot, "\"" + shot % 4 + "\""));
                }
                demonstrations.add("\"" + subject + "_" + run + "\": [" + String.join(",", shots) + "]");
            }
        }
        return """
                {"test": {
                "qa_2020": [#1,
                #2],
                "qa_2023": [#3,
                #4]},
                "demo": {#5}}
                """.replace("#1", question("Who won?", "[\"2\"]"))
                .replace("#2", question("Who lost?", "[\"0\"]"))
                .replace("#3", question("Who wins?", "[\"3\"]"))
                .replace("#4", question("Who loses?", "[\"1\"]"))
                .replace("#5", String.join(",\n", demonstrations));
    }

    private static String text(String sentence, int label) {
        return "{\"sentence\": \"" + sentence + "\", \"label\": \"" + label + "\", \"id\": 0}";
    }

    private static String question(String sentence, String answer) {
        return "{\"question_date\": \"2020/01/02\", \"question_sentence\": \"" + sentence
                + "\", \"choices\": [\"Red\", \"Green\", \"Blue\", \"Grey\"], \"answer\": " + answer + "}";
    }
}
