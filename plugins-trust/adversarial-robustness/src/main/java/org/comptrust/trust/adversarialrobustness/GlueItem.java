package org.comptrust.trust.adversarialrobustness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;

/**
 * A text to classify.
 *
 * @param task what is asked about it
 * @param shown the text as the question shows it
 * @param label its true label
 * @param attack how it was perturbed, such as {@code textfooler}; {@code ""} if the data does not say
 */
record GlueItem(GlueTask task, String shown, int label, String attack) {
    /** An attack whose items hold a whole text in one field, whatever the task. */
    private static final String WHOLE_TEXT_ATTACK = "semattack";

    private static final String ORIGINAL = "original_";

    /** The perturbed text of a row. */
    static GlueItem perturbed(DataRow row, GlueTask task, GlueTexts.TaskTexts texts) {
        String attack = attack(row);
        String shown = attack.equals(WHOLE_TEXT_ATTACK)
                ? row.text("sentence")
                : task.fields().stream()
                        .map(field -> field + ": " + row.text(field))
                        .collect(Collectors.joining("\n"));
        return new GlueItem(task, renamed(shown), label(row, texts), attack);
    }

    /** The text of a row as it was before the attack; empty if the row does not keep it. */
    static Optional<GlueItem> original(DataRow row, GlueTask task, GlueTexts.TaskTexts texts) {
        if (attack(row).equals(WHOLE_TEXT_ATTACK)) {
            return row.has(ORIGINAL + "sentence")
                    ? Optional.of(new GlueItem(task, renamed(row.text(ORIGINAL + "sentence")), label(row, texts), ""))
                    : Optional.empty();
        }
        if (task.fields().stream().noneMatch(field -> row.has(ORIGINAL + field))) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        for (String field : task.fields()) {
            lines.add(field + ": " + row.text(row.has(ORIGINAL + field) ? ORIGINAL + field : field));
        }
        return Optional.of(new GlueItem(task, renamed(String.join("\n", lines)), label(row, texts), ""));
    }

    /** As in the benchmark, anywhere in the text. */
    private static String renamed(String shown) {
        return shown.replace("sentence1", "premise").replace("sentence2", "Hypothesis");
    }

    private static String attack(DataRow row) {
        return row.has("method") ? row.text("method") : "";
    }

    private static int label(DataRow row, GlueTexts.TaskTexts texts) {
        String label = row.text("label");
        if (texts.words().values().stream()
                .noneMatch(known -> Integer.toString(known).equals(label))) {
            throw new DataException(
                    row.where(),
                    "label must be one of "
                            + texts.words().values().stream()
                                    .sorted()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", "))
                            + ", is \"" + label + "\"");
        }
        return Integer.parseInt(label);
    }
}
