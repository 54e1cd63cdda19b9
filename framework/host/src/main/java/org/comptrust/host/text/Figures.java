package org.comptrust.host.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/**
 * Named values as text for people.
 *
 * @param format the format of a number with a fraction, such as {@code %.3f}
 */
public record Figures(DoubleFunction<String> format) {
    /** All numbers in one format. */
    public Figures(String format) {
        this(number -> format);
    }

    /** A value. */
    public String text(Object value) {
        return value instanceof Double number
                ? String.format(Locale.ROOT, format.apply(number), number)
                : String.valueOf(value);
    }

    /** A line each; values begin behind {@code width} characters, or behind a longer name. Unsafe characters are escaped. */
    public String lines(int width, Map<String, ?> values) {
        return values.entrySet().stream()
                .map(entry -> Escaped.line(
                        String.format(Locale.ROOT, "%-" + width + "s %s", entry.getKey(), text(entry.getValue()))))
                .collect(Collectors.joining("\n"));
    }

    /** A column for each name that any row has; empty where a row lacks it. */
    public TextTable table(List<? extends Map<String, ?>> rows) {
        String[] names =
                rows.stream().flatMap(row -> row.keySet().stream()).distinct().toArray(String[]::new);
        TextTable table = new TextTable(names);
        for (Map<String, ?> row : rows) {
            String[] cells = new String[names.length];
            for (int i = 0; i < names.length; i++) {
                Object value = row.get(names[i]);
                cells[i] = value == null ? "" : text(value);
            }
            table.row(cells);
        }
        return table;
    }
}
