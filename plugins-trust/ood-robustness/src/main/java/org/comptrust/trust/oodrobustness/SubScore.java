package org.comptrust.trust.oodrobustness;

import java.util.Arrays;
import java.util.List;

/** The four figures whose mean is the score. */
enum SubScore {
    /** What is right or declined, of the questions of 2023. */
    KNOWLEDGE("knowledge", OodConfig.KNOWLEDGE, OodConfig.KNOWLEDGE_IDK),
    STYLE("style", OodConfig.STYLE),
    /** What is right; to decline is wrong. */
    KNOWLEDGE_FEW_SHOT("knowledge-fewshot", OodConfig.KNOWLEDGE_FEW_SHOT),
    STYLE_FEW_SHOT("style-fewshot", OodConfig.STYLE_FEW_SHOT);

    private final String id;
    private final List<OodConfig> configs;

    SubScore(String id, OodConfig... configs) {
        this.id = id;
        this.configs = List.of(configs);
    }

    /** As in metric names. */
    String id() {
        return id;
    }

    static SubScore of(OodConfig config) {
        return Arrays.stream(values())
                .filter(score -> score.configs.contains(config))
                .findFirst()
                .orElseThrow();
    }
}
