package org.comptrust.trust.support;

import java.util.ArrayList;
import java.util.List;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.Generations;

/**
 * Answers in the benchmark's files of dialogues: one JSON list, whatever the file is called, or an object with {@code responses}. Its
 * entries are the choices that a server gave, its whole answer, or a pair of the messages that were sent and that.
 */
public final class GenerationTexts {
    private GenerationTexts() {}

    /**
     * The answers in the order of the file.
     *
     * @throws DataException if it is no such file; names file and entry
     */
    public static List<Generations.Answer> of(DataFile file) {
        List<Generations.Answer> answers = new ArrayList<>();
        DataRow root = file.json();
        List<DataRow> entries = root.list(root.has("responses") ? "responses" : "");
        for (int i = 0; i < entries.size(); i++) {
            String where = entries.get(i).where() + ", entry " + (i + 1);
            answers.add(Generations.Answer.inOrder(text(entries.get(i), where), where));
        }
        return answers;
    }

    /**
     * The answer of an entry.
     *
     * @param where for messages
     * @throws DataException if it holds none
     */
    public static String text(DataRow entry, String where) {
        if (entry.has("1") && entry.at("1").has("choices")) {
            return content(entry.at("1").list("choices"), where);
        }
        if (entry.has("0") && entry.at("0").has("message")) {
            return content(entry.list(""), where);
        }
        if (entry.has("choices")) {
            return content(entry.list("choices"), where);
        }
        throw new DataException(where, "holds no answer of a model");
    }

    private static String content(List<DataRow> choices, String where) {
        if (choices.isEmpty()) {
            throw new DataException(where, "holds no answer of a model");
        }
        DataRow message = choices.get(0).at("message");
        return message.has("content") ? message.text("content") : "";
    }

    /** The name of a file without folders and endings. */
    public static String name(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.endsWith(".jsonl")
                ? name.substring(0, name.length() - ".jsonl".length())
                : name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name;
    }
}
