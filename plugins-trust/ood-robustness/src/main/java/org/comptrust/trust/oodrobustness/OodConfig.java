package org.comptrust.trust.oodrobustness;

import java.util.ArrayList;
import java.util.List;

/** The benchmark's five configurations; each is a scenario. */
enum OodConfig {
    /** Sentiment of texts in eleven styles. */
    STYLE("style", 0),
    /** The same with demonstrations. */
    STYLE_FEW_SHOT("style_8shot", 8),
    /** Multiple choice about news. */
    KNOWLEDGE("knowledge_standard", 0),
    /** The same with a choice for not knowing. */
    KNOWLEDGE_IDK("knowledge_idk", 0),
    /** Questions of 2020 with demonstrations. */
    KNOWLEDGE_FEW_SHOT("knowledge_2020_5shot", 5);

    private static final int RUNS = 3;
    private static final String BASE = "base";
    private static final List<String> STYLES = List.of(
            BASE,
            "shake_w",
            "augment",
            "shake_p0",
            "shake_p0.6",
            "bible_p0",
            "bible_p0.6",
            "romantic_p0",
            "romantic_p0.6",
            "tweet_p0",
            "tweet_p0.6");
    private static final List<String> SHOWN_STYLES = List.of("shake_p0.6", "bible_p0.6", "romantic_p0.6", "tweet_p0.6");
    private static final String NEWS_2021 = "2021_qa";
    private static final List<String> SUBJECTS =
            List.of(NEWS_2021, "global_facts", "machine_learning", "moral_scenarios", "us_foreign_policy");

    private final String id;
    private final int shots;

    OodConfig(String id, int shots) {
        this.id = id;
        this.shots = shots;
    }

    /** The id of its scenario, as the benchmark's configuration is called. */
    String id() {
        return id;
    }

    /** Demonstrations before each item. */
    int shots() {
        return shots;
    }

    boolean ofStyle() {
        return this == STYLE || this == STYLE_FEW_SHOT;
    }

    /** Whether a fifth choice is not to know. */
    boolean offersNotKnowing() {
        return this == KNOWLEDGE_IDK;
    }

    String file() {
        return ofStyle() ? "data/ood/style.json" : "data/ood/knowledge.json";
    }

    /** The tasks in the benchmark's order. */
    List<OodTask> tasks() {
        return switch (this) {
            case STYLE ->
                STYLES.stream()
                        .map(style -> new OodTask(style, style, "", !style.equals(BASE), false))
                        .toList();
            case STYLE_FEW_SHOT -> styleFewShot();
            case KNOWLEDGE -> knowledge("");
            case KNOWLEDGE_IDK -> knowledge("_idk");
            case KNOWLEDGE_FEW_SHOT ->
                SUBJECTS.stream()
                        .flatMap(subject -> runs("qa_2020", subject, !subject.equals(NEWS_2021)).stream())
                        .toList();
        };
    }

    private static List<OodTask> styleFewShot() {
        List<OodTask> tasks = new ArrayList<>(runs(BASE, BASE, false));
        for (String style : SHOWN_STYLES) {
            tasks.addAll(runs(style, BASE, true));
            tasks.addAll(runs(style, style, false));
        }
        return tasks;
    }

    private static List<OodTask> knowledge(String suffix) {
        return List.of(
                new OodTask("qa_2020" + suffix, "qa_2020", "", false, false),
                new OodTask("qa_2023" + suffix, "qa_2023", "", true, true));
    }

    private static List<OodTask> runs(String items, String demonstrations, boolean scored) {
        List<OodTask> tasks = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            String shown = demonstrations + "_" + run;
            tasks.add(new OodTask(items + "_" + shown, items, shown, scored, false));
        }
        return tasks;
    }
}
