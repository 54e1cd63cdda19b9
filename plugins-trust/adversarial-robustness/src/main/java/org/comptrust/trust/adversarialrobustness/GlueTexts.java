package org.comptrust.trust.adversarialrobustness;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Role;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;

/**
 * The benchmark's fixed texts of the tasks that are asked.
 *
 * @param byTask the texts of each task
 */
record GlueTexts(Map<GlueTask, TaskTexts> byTask) {
    GlueTexts {
        byTask = Map.copyOf(byTask);
    }

    /**
     * The texts of a task.
     *
     * @param instruction what the user asks for, before each item
     * @param demonstrations solved items, each a turn of the user and one of the assistant
     * @param words label by word, as answers say it, in lower case
     */
    record TaskTexts(String instruction, List<Message> demonstrations, Map<String, Integer> words) {
        TaskTexts {
            demonstrations = List.copyOf(demonstrations);
            words = Map.copyOf(words);
        }

        /** The word of a label. */
        String word(int label) {
            return words.entrySet().stream()
                    .filter(entry -> entry.getValue() == label)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no word for label " + label));
        }
    }

    /** @throws DataException if a text of one of the tasks is missing */
    static GlueTexts read(DataRow root, List<GlueTask> tasks) {
        DataRow own = root.at("advglue");
        Map<GlueTask, TaskTexts> texts = new EnumMap<>(GlueTask.class);
        for (GlueTask task : tasks) {
            texts.put(
                    task,
                    new TaskTexts(
                            own.at("task").text(task.texts()),
                            demonstrations(own.at("demonstrations").list(task.texts())),
                            words(own.at("label_words").at(task.id()))));
        }
        return new GlueTexts(texts);
    }

    TaskTexts of(GlueTask task) {
        TaskTexts texts = byTask.get(task);
        if (texts == null) {
            throw new IllegalArgumentException("task " + task.id() + " is not asked");
        }
        return texts;
    }

    private static List<Message> demonstrations(List<DataRow> turns) {
        List<Message> messages = new ArrayList<>();
        for (DataRow turn : turns) {
            boolean user = messages.size() % 2 == 0;
            String role = turn.text("role");
            if (!role.equals(user ? "user" : "assistant")) {
                throw new DataException(
                        turn.where(),
                        "demonstrations are turns of user and assistant by turns, here the role is \"" + role + "\"");
            }
            messages.add(Message.shot(user ? Role.USER : Role.ASSISTANT, turn.text("content"), messages.size() / 2));
        }
        return messages;
    }

    private static Map<String, Integer> words(DataRow row) {
        Map<String, Integer> words = new LinkedHashMap<>();
        for (String word : row.keys()) {
            String label = row.text(word);
            if (word.isEmpty() || !label.matches("[0-9]")) {
                throw new DataException(row.where(), "\"" + word + "\": \"" + label + "\" is not a word and its label");
            }
            words.put(word, Integer.parseInt(label));
        }
        List<Integer> labels = words.values().stream().sorted().toList();
        if (words.size() < 2
                || !labels.equals(IntStream.range(0, words.size()).boxed().toList())) {
            throw new DataException(
                    row.where(), "a task needs two or more words with the labels 0, 1, ..., here they are " + labels);
        }
        return words;
    }
}
