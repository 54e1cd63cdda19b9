package org.comptrust.core.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML. Every text and attribute is escaped here and nowhere else: what a model, a benchmark or a file said can never
 * become markup.
 */
final class Html {
    private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * Opens an element.
     *
     * @param attributes names and values, alternating
     */
    Html open(String tag, String... attributes) {
        start(tag, attributes);
        open.push(tag);
        return this;
    }

    /** Closes the innermost element. */
    Html close() {
        out.append("</").append(open.pop()).append(">\n");
        return this;
    }

    /** Adds text. */
    Html text(String text) {
        escape(text);
        return this;
    }

    /** An element that holds text only. */
    Html leaf(String tag, String text, String... attributes) {
        start(tag, attributes);
        escape(text);
        out.append("</").append(tag).append(">");
        return this;
    }

    /** An element without content, such as {@code meta}. */
    Html empty(String tag, String... attributes) {
        start(tag, attributes);
        return this;
    }

    /** A style sheet of ours, taken as it is. */
    Html style(String css) {
        out.append("<style>\n").append(css).append("</style>\n");
        return this;
    }

    /** The document; every element must be closed. */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return out.toString();
    }

    private void start(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
        out.append('>');
    }

    private void escape(String text) {
        String shown = Visible.of(text);
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
    }
}
