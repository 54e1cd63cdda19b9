package org.comptrust.host.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Rows in aligned columns; figures stand to the right. */
public final class TextTable {
    private static final Pattern FIGURE = Pattern.compile("([-+]?[0-9]+(\\.[0-9]+)?( ?%)?|-)?");

    private final List<String> headers;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param headers one for each column */
    public TextTable(String... headers) {
        this.headers = List.of(headers);
    }

    /** Adds a row; unsafe characters are escaped, line ends too. */
    public TextTable row(String... cells) {
        if (cells.length != headers.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + headers.size() + " columns");
        }
        List<String> safe = new ArrayList<>();
        for (String cell : cells) {
            safe.add(Escaped.line(cell));
        }
        rows.add(safe);
        return this;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        append(text, headers);
        rows.forEach(row -> append(text.append('\n'), row));
        return text.toString();
    }

    private void append(StringBuilder text, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < headers.size(); column++) {
            String pad = " ".repeat(width(column) - cells.get(column).length());
            line.append(column == 0 ? "" : "  ")
                    .append(isFigures(column) ? pad + cells.get(column) : cells.get(column) + pad);
        }
        text.append(line.toString().stripTrailing());
    }

    private int width(int column) {
        int widest = headers.get(column).length();
        for (List<String> row : rows) {
            widest = Math.max(widest, row.get(column).length());
        }
        return widest;
    }

    private boolean isFigures(int column) {
        return rows.stream().allMatch(row -> FIGURE.matcher(row.get(column)).matches());
    }
}
