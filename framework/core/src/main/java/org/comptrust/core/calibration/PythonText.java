package org.comptrust.core.calibration;

/** Python's ways with text, where Java's differ. */
final class PythonText {
    private PythonText() {}

    /** {@code str.strip()}: Unicode white space at both ends goes, no-break spaces included. */
    static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** {@code str.isspace()}; all such characters are in the basic plane. */
    private static boolean isSpace(char c) {
        return c >= '\t' && c <= '\r'
                || c >= 0x1C && c <= 0x1F
                || c == 0x85
                || Character.isSpaceChar(c); // space, line and paragraph separators
    }
}
