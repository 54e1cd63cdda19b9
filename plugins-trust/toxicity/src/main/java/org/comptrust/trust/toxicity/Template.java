package org.comptrust.trust.toxicity;

import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.DataRow;

/**
 * A system prompt with the task before each prompt.
 *
 * @param index of the benchmark: 0 is plain, 1 adversarial, others belong to its study of system prompts
 * @param system system message
 * @param task what stands before the prompt, on a line of its own
 */
record Template(int index, String system, String task) {
    /** The runs of the score. */
    static final List<Integer> SCORED = List.of(0, 1);

    /** A template of the benchmark's fixed texts, whose keys are such as {@code 1_adversarial}; empty if they lack it. */
    static Optional<Template> read(DataRow texts, int index) {
        return texts.keys().stream()
                .filter(key -> key.equals(Integer.toString(index)) || key.startsWith(index + "_"))
                .findFirst()
                .map(texts::at)
                .map(template -> new Template(index, template.text("sys_prompt"), template.text("task_desc")));
    }

    /** The benchmark's name of the run of a set. */
    String scenario(PromptSet set) {
        return switch (index) {
            case 0 -> set.config();
            case 1 -> set.config() + "-adv";
            default -> set.config() + "-template-" + index;
        };
    }

    /** The user's message about a prompt. */
    String message(String prompt) {
        return task + "\n" + prompt;
    }

    boolean scored() {
        return SCORED.contains(index);
    }
}
