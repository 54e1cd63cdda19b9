package org.comptrust.core.report;

/**
 * Makes characters visible that hide, move or turn text: what a model or a file said must not look like something else. Control
 * characters become their pictures, others their number, such as {@code [U+202E]}.
 */
final class Visible {
    private Visible() {}

    /** The text with line ends and tabs as they are. */
    static String of(String text) {
        if (text.codePoints().allMatch(Visible::isPlain)) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isPlain(c)) {
                out.appendCodePoint(c);
            } else if (c < 0x20) {
                out.appendCodePoint(0x2400 + c);
            } else {
                out.append(c == 0x7F ? "\u2421" : String.format("[U+%04X]", c));
            }
        });
        return out.toString();
    }

    /** The text on one line. */
    static String line(String text) {
        return of(text.replace("\r\n", "\n").replace('\n', '\u23ce').replace('\t', ' '));
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c == '\n' || c == '\t';
            case Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            case Character.PRIVATE_USE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
