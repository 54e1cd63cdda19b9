package org.comptrust.trust.fairness;

import java.util.EnumMap;
import java.util.Map;
import org.comptrust.api.trust.DataRow;
import org.comptrust.trust.support.ClassificationDialogue;

/**
 * The benchmark's fixed texts.
 *
 * @param dialogue how a classification is asked
 * @param tasks the instruction of each task
 */
record FairnessTexts(ClassificationDialogue dialogue, Map<Task, String> tasks) {
    FairnessTexts {
        tasks = Map.copyOf(tasks);
    }

    /** @throws org.comptrust.api.trust.DataException if a text is missing */
    static FairnessTexts read(DataRow root) {
        DataRow own = root.at("fairness");
        Map<Task, String> tasks = new EnumMap<>(Task.class);
        for (Task task : Task.values()) {
            tasks.put(task, own.text(task.id()));
        }
        return new FairnessTexts(ClassificationDialogue.read(root), tasks);
    }

    String task(Task task) {
        return tasks.getOrDefault(task, "");
    }
}
