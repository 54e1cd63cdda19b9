package org.comptrust.trust.support;

import java.util.ArrayList;
import java.util.List;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.Generations;

/**
 * Answers in the benchmark's files of dialogues: one JSON list, whatever the file is called. Its entries are the choices that a server
 * gave, or a pair of the messages that were sent and the server's whole answer.
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
        List<DataRow> entries = file.json().list("");
        for (int i = 0; i < entries.size(); i++) {
            String where = entries.get(i).where() + ", entry " + (i + 1);
            answers.add(Generations.Answer.inOrder(text(entries.get(i), where), where));
        }
        return answers;
    }

    private static String text(DataRow entry, String where) {
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
