package org.comptrust.trust.adversarialdemonstrations;

import java.util.HashMap;
import java.util.Map;
import org.comptrust.api.trust.DataRow;
import org.comptrust.trust.support.ClassificationDialogue;

/**
 * The benchmark's fixed texts.
 *
 * @param dialogue how a task is put to the model
 * @param tasks the instructions, by key
 */
record DemoTexts(ClassificationDialogue dialogue, Map<String, String> tasks) {
    DemoTexts {
        tasks = Map.copyOf(tasks);
    }

    /** @throws org.comptrust.api.trust.DataException if a text is missing */
    static DemoTexts read(DataRow root) {
        DataRow own = root.at("adv_demonstration");
        Map<String, String> tasks = new HashMap<>();
        DemoConfig.ALL.forEach(config -> tasks.computeIfAbsent(config.task(), own::text));
        return new DemoTexts(ClassificationDialogue.read(root), tasks);
    }

    String task(DemoConfig config) {
        String task = tasks.get(config.task());
        if (task == null) {
            throw new IllegalArgumentException("no text for task " + config.task());
        }
        return task;
    }
}
