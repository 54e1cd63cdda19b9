package org.comptrust.models.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Python's strings on Java's: positions count code points, white space is Python's. */
final class PythonText {
    private PythonText() {}

    /** As {@code str.isspace}, which knows more than Java: no-break spaces and the four separators, for example. */
    static boolean isSpace(int c) {
        return c >= 0x09 && c <= 0x0d
                || c >= 0x1c && c <= 0x20
                || c == 0x85
                || c == 0xa0
                || c == 0x1680
                || c >= 0x2000 && c <= 0x200a
                || c == 0x2028
                || c == 0x2029
                || c == 0x202f
                || c == 0x205f
                || c == 0x3000;
    }

    static boolean isBlank(String text) {
        return text.codePoints().allMatch(PythonText::isSpace);
    }

    static String strip(String text, boolean left, boolean right) {
        return strip(text, "", left, right);
    }

    /** @param characters what goes; empty: white space */
    static String strip(String text, String characters, boolean left, boolean right) {
        int from = 0;
        int to = text.length();
        while (left && from < to && goes(text.codePointAt(from), characters)) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (right && to > from && goes(text.codePointBefore(to), characters)) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        return text.substring(from, to);
    }

    private static boolean goes(int c, String characters) {
        return characters.isEmpty() ? isSpace(c) : characters.indexOf(c) >= 0;
    }

    /** Between runs of white space; none at the ends. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int from = -1;
        for (int i = 0; i <= text.length(); i++) { // all white space is in the basic plane
            boolean space = i == text.length() || isSpace(text.charAt(i));
            if (space && from >= 0) {
                words.add(text.substring(from, i));
                from = -1;
            } else if (!space && from < 0) {
                from = i;
            }
        }
        return words;
    }

    /** @param most separators to cut at; negative: all */
    static List<String> split(String text, String separator, long most) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int i = text.indexOf(separator); i >= 0 && (most < 0 || parts.size() < most); ) {
            parts.add(text.substring(from, i));
            from = i + separator.length();
            i = text.indexOf(separator, from);
        }
        parts.add(text.substring(from));
        return parts;
    }

    /** As {@link #split}, from the end. */
    static List<String> splitRight(String text, String separator, long most) {
        List<String> parts = split(text, separator, -1);
        if (most >= 0 && parts.size() > most + 1) {
            int first = (int) (parts.size() - most);
            List<String> kept = new ArrayList<>(List.of(String.join(separator, parts.subList(0, first))));
            kept.addAll(parts.subList(first, parts.size()));
            return kept;
        }
        return parts;
    }

    /** @param most replacements; negative: all */
    static String replace(String text, String old, String with, long most) {
        if (old.isEmpty()) {
            throw ChatTemplateException.unsupported("replacing the empty string");
        }
        return String.join(with, split(text, old, most));
    }

    static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    static String capitalize(String text) {
        requireAscii(text, "capitalize");
        return text.isEmpty() ? text : upper(text.substring(0, 1)) + lower(text.substring(1));
    }

    /** @param breaks characters after which a word begins; empty: all but letters */
    static String title(String text, String breaks) {
        requireAscii(text, "title");
        StringBuilder title = new StringBuilder();
        boolean begins = true;
        for (char c : text.toCharArray()) {
            title.append(begins ? Character.toUpperCase(c) : Character.toLowerCase(c));
            begins = breaks.isEmpty() ? !Character.isLetter(c) : breaks.indexOf(c) >= 0;
        }
        return title.toString();
    }

    private static void requireAscii(String text, String what) {
        if (text.chars().anyMatch(c -> c > 127)) {
            throw ChatTemplateException.unsupported(what + " of text beyond ASCII");
        }
    }

    /** By code points: Java's order of strings is by UTF-16 units. */
    static int compare(String a, String b) {
        int[] left = a.codePoints().toArray();
        int[] right = b.codePoints().toArray();
        return java.util.Arrays.compare(left, right);
    }

    /** As {@code repr}: in quotes, with what cannot be seen escaped. */
    static String quoted(String text) {
        char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
        StringBuilder quoted = new StringBuilder().append(quote);
        text.codePoints().forEach(c -> {
            if (c == quote || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (c == '\n' || c == '\r' || c == '\t') {
                quoted.append('\\').append(c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
            } else if (isPrintable(c)) {
                quoted.appendCodePoint(c);
            } else {
                quoted.append(String.format(c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
            }
        });
        return quoted.append(quote).toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            case Character.UNASSIGNED -> // Python may know a newer Unicode
                throw ChatTemplateException.unsupported(String.format("printing a list with character U+%04X", c));
            default -> true;
        };
    }

    /** As {@code json.dumps} writes it. */
    static String json(String text, boolean ascii) {
        StringBuilder json = new StringBuilder().append('"');
        for (char c : text.toCharArray()) {
            int letter = "\"\\\n\r\t\b\f".indexOf(c);
            if (letter >= 0) {
                json.append('\\').append("\"\\nrtbf".charAt(letter));
            } else if (c < 0x20 || ascii && c > 0x7e) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
