package org.comptrust.host.text;

/**
 * Text from models, jars and files, made safe for a terminal: it can neither move the cursor, nor set colours, nor reverse the
 * direction of writing.
 */
public final class Escaped {
    private Escaped() {}

    /** On one line: line ends are escaped too. */
    public static String line(String text) {
        return escape(text, false);
    }

    /** Line ends stay. */
    public static String lines(String text) {
        return escape(text, true);
    }

    private static String escape(String text, boolean keepLineEnds) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' && keepLineEnds) {
                safe.append('\n');
            } else if (isUnsafe(c)) {
                safe.append(shown(c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    private static boolean isUnsafe(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE // half a character
                || isDirection(c);
    }

    /** Marks, embeddings, overrides and isolates of bidirectional text. */
    private static boolean isDirection(int c) {
        return c == 0x061C
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }

    private static String shown(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\u%04x", c);
        };
    }
}
