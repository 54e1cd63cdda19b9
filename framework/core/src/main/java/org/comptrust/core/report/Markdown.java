package org.comptrust.core.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes Markdown with tables. What others wrote becomes character references wherever Markdown or HTML would read it as anything
 * but text: no markup, no link, no mention, no end of a cell.
 */
final class Markdown {
    private static final String SPECIAL = "\\`*_{}[]<>&|~#$^=";

    private final StringBuilder out = new StringBuilder();

    Markdown heading(int level, String text) {
        out.append("#".repeat(level)).append(' ').append(escape(text)).append("\n\n");
        return this;
    }

    Markdown paragraph(String text) {
        out.append(escape(text)).append("\n\n");
        return this;
    }

    Markdown point(String text) {
        out.append("- ").append(escape(text)).append('\n');
        return this;
    }

    /** An empty line: ends a list. */
    Markdown end() {
        out.append('\n');
        return this;
    }

    Markdown table(List<String> head, List<List<String>> rows) {
        row(head);
        out.append("|").append(" --- |".repeat(head.size())).append('\n');
        rows.forEach(this::row);
        out.append('\n');
        return this;
    }

    private void row(List<String> cells) {
        out.append(cells.stream().map(Markdown::inline).collect(Collectors.joining(" | ", "| ", " |")))
                .append('\n');
    }

    /** A text as text, on one line, where a line begins. */
    static String escape(String text) {
        String inline = inline(text);
        boolean begins = !inline.isEmpty() && "-+!".indexOf(inline.charAt(0)) >= 0 || inline.matches("\\d+[.)]( .*)?");
        return begins ? "&#" + (int) inline.charAt(0) + ";" + inline.substring(1) : inline;
    }

    /** The same within a line. */
    private static String inline(String text) {
        String line = Visible.line(text).strip();
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean word = i + 1 < line.length() && line.charAt(i + 1) != ' ';
            if (c == '@') {
                escaped.append("<!-- -->&#64;"); // a comment keeps an address from being put together again
            } else if (SPECIAL.indexOf(c) >= 0
                    || c == ':' && word // begins a link or an emoji
                    || c == '.' && word && line.regionMatches(true, i - 3, "www", 0, 3)) {
                escaped.append("&#").append((int) c).append(';');
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
