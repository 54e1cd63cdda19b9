package org.comptrust.trust.adversarialrobustness;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The classification tasks of AdvGLUE++, and which fields of an item they show. */
enum GlueTask {
    /** Sentiment of a sentence. */
    SST2("sst2", "sst2", "sentence"),
    /** Do two questions mean the same? */
    QQP("qqp", "qqp", "question1", "question2"),
    /** Does a premise entail a hypothesis? */
    MNLI("mnli", "mnli", "premise", "hypothesis"),
    /** Does a sentence answer a question? Not scored. */
    QNLI("qnli", "qnli", "question", "sentence"),
    /** Entailment of two answers. Not scored. */
    RTE("rte", "rte", "sentence1", "sentence2"),
    /** As MNLI, of other genres. Not scored. */
    MNLI_MISMATCHED("mnli-mm", "mnli", "premise", "hypothesis");

    /** The tasks of the published score. */
    static final List<GlueTask> SCORED = List.of(SST2, QQP, MNLI);

    private final String id;
    private final String texts;
    private final List<String> fields;

    GlueTask(String id, String texts, String... fields) {
        this.id = id;
        this.texts = texts;
        this.fields = List.of(fields);
    }

    /** As in the data and in tags. */
    String id() {
        return id;
    }

    /** The key of its instruction and demonstrations. */
    String texts() {
        return texts;
    }

    /** What is shown, in order. */
    List<String> fields() {
        return fields;
    }

    boolean scored() {
        return SCORED.contains(this);
    }

    static Optional<GlueTask> of(String id) {
        return Arrays.stream(values()).filter(task -> task.id.equals(id)).findFirst();
    }

    static List<String> ids() {
        return Arrays.stream(values()).map(GlueTask::id).toList();
    }
}
