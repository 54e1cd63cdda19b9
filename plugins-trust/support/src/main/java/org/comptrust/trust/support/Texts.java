package org.comptrust.trust.support;

/** Texts as the benchmark's code, which is Python, treats them; and as evidence. */
public final class Texts {
    private static final int EVIDENCE_CHARS = 80;

    private Texts() {}

    /** Without the blanks around it, by Python's idea of a blank: Java's plus four that do not break lines or are controls. */
    public static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** What stands before the first mark; everything if there is none. */
    public static String before(String text, String mark) {
        int at = text.indexOf(mark);
        return at < 0 ? text : text.substring(0, at);
    }

    /** The first 80 characters, for a grade's evidence. */
    public static String beginning(String text) {
        return text.codePointCount(0, text.length()) <= EVIDENCE_CHARS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, EVIDENCE_CHARS)) + "...";
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || c == '\u0085' || c == '\u00A0' || c == '\u2007' || c == '\u202F';
    }
}
