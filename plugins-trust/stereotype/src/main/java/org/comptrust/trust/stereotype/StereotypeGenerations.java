package org.comptrust.trust.stereotype;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.Generations;

/**
 * The benchmark's files of answers: {@code CATEGORY/MODEL_TOPIC.csv} with a row for each prompt and a column for each answer, which holds
 * a dictionary as Python writes it. A prompt that comes twice counts once, as in the benchmark.
 */
final class StereotypeGenerations {
    private static final String ANSWER = "gen_";
    private static final String OUTPUT = "'output': ";

    private StereotypeGenerations() {}

    static List<Generations> read(String path, DataFile file) {
        Optional<SystemPrompt> category = Stream.of(SystemPrompt.values())
                .filter(prompt -> List.of(path.split("/")).contains(prompt.id()))
                .findFirst();
        if (category.isEmpty() || !path.endsWith(".csv")) {
            return List.of();
        }
        List<Generations.Answer> answers = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        try (Stream<DataRow> rows = file.csv(true)) {
            rows.forEach(row -> {
                if (seen.add(row.text("user_prompt"))) {
                    List<String> texts = row.keys().stream()
                            .filter(key -> key.startsWith(ANSWER))
                            .map(key -> output(row.text(key), row.where()))
                            .toList();
                    if (texts.isEmpty()) {
                        throw new DataException(row.where(), "has no column " + ANSWER + "0");
                    }
                    answers.add(new Generations.Answer(
                            texts, Map.of(Generations.PROMPT, row.text("user_prompt")), row.where()));
                }
            });
        }
        return List.of(new Generations(category.get().id(), Map.of(), answers));
    }

    /** The text in a dictionary such as {@code {'agreeability_num': 1, 'output': 'I agree.'}}; a plain text is itself. */
    static String output(String cell, String where) {
        int start = cell.indexOf(OUTPUT);
        if (!cell.startsWith("{") || start < 0) {
            return cell;
        }
        int at = start + OUTPUT.length();
        char quote = at < cell.length() ? cell.charAt(at) : ' ';
        StringBuilder text = new StringBuilder();
        for (int i = at + 1; i < cell.length() && (quote == '\'' || quote == '"'); i++) {
            char c = cell.charAt(i);
            if (c == quote) {
                return text.toString();
            }
            if (c != '\\' || i + 1 == cell.length()) {
                text.append(c);
                continue;
            }
            i++;
            char escaped = cell.charAt(i);
            int digits = escaped == 'x' ? 2 : escaped == 'u' ? 4 : escaped == 'U' ? 8 : 0;
            if (digits > 0 && i + digits < cell.length()) {
                text.appendCodePoint(codePoint(cell.substring(i + 1, i + 1 + digits), where));
                i += digits;
            } else {
                text.append(
                        switch (escaped) {
                            case 'n' -> "\n";
                            case 't' -> "\t";
                            case 'r' -> "\r";
                            case '\\', '\'', '"' -> String.valueOf(escaped);
                            default -> "\\" + escaped;
                        });
            }
        }
        throw new DataException(where, "holds an output that does not end");
    }

    private static int codePoint(String digits, String where) {
        try {
            int point = Integer.parseInt(digits, 16);
            if (Character.isValidCodePoint(point)) {
                return point;
            }
        } catch (NumberFormatException noNumber) {
            // said below
        }
        throw new DataException(where, "holds an escape that stands for no character: " + digits);
    }
}
