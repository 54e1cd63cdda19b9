package org.comptrust.core.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes RFC 4180, lines ended by CR LF. A text that a spreadsheet would take for a formula gets an apostrophe in front: names of
 * models and remarks come from files that others wrote.
 */
final class Csv {
    private final StringBuilder out = new StringBuilder();

    /** One cell. */
    record Cell(String text) {
        /** What somebody wrote. */
        static Cell text(String text) {
            boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
            return new Cell(formula ? "'" + text : text);
        }

        /** A number of ours. */
        static Cell number(double value) {
            return new Cell(Figures.exact(value));
        }

        static Cell number(int value) {
            return new Cell(Integer.toString(value));
        }

        static Cell empty() {
            return new Cell("");
        }
    }

    Csv row(List<Cell> cells) {
        out.append(cells.stream().map(cell -> quoted(cell.text())).collect(Collectors.joining(",")))
                .append("\r\n");
        return this;
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
