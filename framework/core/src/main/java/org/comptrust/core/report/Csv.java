package org.comptrust.core.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Writes RFC 4180, lines ended by CR LF. A text that a spreadsheet would take for a formula gets an apostrophe in front: names of
 * models and remarks come from files that others wrote.
 */
final class Csv {
    /** What a spreadsheet takes for the begin of a formula; the last four are full-width forms of the first. */
    private static final String FORMULA = "=+-@\t\n\uff1d\uff0b\uff0d\uff20";

    private final StringBuilder out = new StringBuilder();

    /** One cell. */
    record Cell(String text) {
        /** What somebody wrote. */
        static Cell text(String text) {
            String shown = Visible.of(text);
            boolean formula = !shown.isEmpty() && FORMULA.indexOf(shown.charAt(0)) >= 0;
            return new Cell(formula ? "'" + shown : shown);
        }

        /** A number of ours. */
        static Cell number(double value) {
            return new Cell(Figures.exact(value));
        }

        /** One that may be missing. */
        static Cell number(OptionalDouble value) {
            return value.isPresent() ? number(value.getAsDouble()) : empty();
        }

        static Cell number(long value) {
            return new Cell(Long.toString(value));
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
