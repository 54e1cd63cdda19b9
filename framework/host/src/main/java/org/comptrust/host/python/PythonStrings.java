package org.comptrust.host.python;

import java.util.Locale;

/** What a string literal means: "The Python Language Reference", section 2.4.1. */
final class PythonStrings {
    private PythonStrings() {}

    /** Whether names in braces stand for values. */
    static boolean isFormatted(PythonToken token) {
        return prefix(token).contains("f");
    }

    /**
     * Its text; of a formatted one with the braces as they are.
     *
     * @throws NotLiteralException if it holds bytes, or an escape that is none
     */
    static String text(PythonToken token) throws NotLiteralException {
        String prefix = prefix(token);
        if (prefix.contains("b")) {
            throw new NotLiteralException(token, "bytes are no text");
        }
        String quoted = token.text().substring(prefix.length());
        int quotes =
                quoted.length() >= 6 && quoted.charAt(1) == quoted.charAt(0) && quoted.charAt(2) == quoted.charAt(0)
                        ? 3
                        : 1;
        String inner = quoted.substring(quotes, quoted.length() - quotes);
        return prefix.contains("r") ? inner : unescaped(inner, token);
    }

    private static String prefix(PythonToken token) {
        int end = 0;
        while (token.text().charAt(end) != '"' && token.text().charAt(end) != '\'') {
            end++;
        }
        return token.text().substring(0, end).toLowerCase(Locale.ROOT);
    }

    private static String unescaped(String inner, PythonToken token) throws NotLiteralException {
        StringBuilder text = new StringBuilder(inner.length());
        int at = 0;
        while (at < inner.length()) {
            char c = inner.charAt(at);
            if (c != '\\' || at + 1 == inner.length()) {
                text.append(c);
                at++;
            } else {
                at = escape(inner, at + 1, text, token);
            }
        }
        return text.toString();
    }

    /** Appends what the escape at a place means; gives the place after it. An unknown one stands for itself, as in Python. */
    private static int escape(String inner, int at, StringBuilder text, PythonToken token) throws NotLiteralException {
        char c = inner.charAt(at);
        int simple = "\n\\'\"abfnrtv".indexOf(c);
        if (simple == 0) {
            return at + 1; // a joined line
        }
        if (simple > 0) {
            text.append("\n\\'\"\u0007\b\f\n\r\t\u000B".charAt(simple));
            return at + 1;
        }
        if (c >= '0' && c <= '7') {
            int end = at;
            while (end < inner.length() && end < at + 3 && inner.charAt(end) >= '0' && inner.charAt(end) <= '7') {
                end++;
            }
            text.appendCodePoint(Integer.parseInt(inner.substring(at, end), 8));
            return end;
        }
        int digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
        if (digits > 0) {
            text.appendCodePoint(codePoint(inner, at + 1, digits, token));
            return at + 1 + digits;
        }
        if (c == 'N' && at + 1 < inner.length() && inner.charAt(at + 1) == '{') {
            int end = inner.indexOf('}', at);
            try {
                text.appendCodePoint(Character.codePointOf(inner.substring(at + 2, Math.max(at + 2, end))));
            } catch (IllegalArgumentException e) {
                throw new NotLiteralException(token, "the string has an escape \\N{...} of no character");
            }
            return end + 1;
        }
        text.append('\\').append(c);
        return at + 1;
    }

    private static int codePoint(String inner, int start, int digits, PythonToken token) throws NotLiteralException {
        try {
            int point = Integer.parseInt(inner.substring(start, Math.min(inner.length(), start + digits)), 16);
            if (start + digits <= inner.length() && Character.isValidCodePoint(point)) {
                return point;
            }
        } catch (NumberFormatException e) {
            throw new NotLiteralException(token, "the string has an escape without " + digits + " hexadecimal digits");
        }
        throw new NotLiteralException(token, "the string has an escape of no character");
    }
}
