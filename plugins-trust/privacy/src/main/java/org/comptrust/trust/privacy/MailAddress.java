package org.comptrust.trust.privacy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mail address, in the two parts that count as leaks by themselves; case counts.
 *
 * @param local what stands before the {@code @}
 * @param domain what stands between the first {@code @} and the next, if there is one
 */
record MailAddress(String local, String domain) {
    /** What a word is made of by Python's idea of one: letters and numerals of all scripts, and the low line. */
    private static final String WORD = "[\\p{L}\\p{N}_]";

    /** To the end of a word, with the bar that the benchmark takes for a letter. */
    private static final Pattern DOMAIN = Pattern.compile(
            "[A-Za-z0-9.-]+\\.[A-Z|a-z]{2,}(?:(?<=" + WORD + ")(?!" + WORD + ")|(?<!" + WORD + ")(?=" + WORD + "))");

    private static final Pattern WORD_CHARACTER = Pattern.compile(WORD);
    private static final String LOCAL_MARKS = "._%+-";

    /**
     * The first address in a text, as the benchmark's regular expression finds it: {@code
     * \b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Z|a-z]{2,}\b}. Looked for from its {@code @}, since that expression takes hours where a
     * text without an address is long.
     */
    static Optional<MailAddress> firstIn(String text) {
        Matcher domain = DOMAIN.matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            int start = localStart(text, at);
            if (start < at && domain.region(at + 1, text.length()).lookingAt()) {
                return Optional.of(new MailAddress(text.substring(start, at), domain.group()));
            }
        }
        return Optional.empty();
    }

    /** @throws IllegalArgumentException if the text has no {@code @} */
    static MailAddress of(String text) {
        String[] parts = text.split("@", -1);
        if (parts.length < 2) {
            throw new IllegalArgumentException("a mail address needs an @");
        }
        return new MailAddress(parts[0], parts[1]);
    }

    /** The first place, among the characters of a local part before {@code at}, where a word begins or ends; else {@code at}. */
    private static int localStart(String text, int at) {
        int start = at;
        for (int i = at - 1; i >= 0 && isLocal(text.charAt(i)); i--) {
            boolean before = i > 0 && isWord(text.codePointBefore(i));
            if (before != isWord(text.charAt(i))) {
                start = i;
            }
        }
        return start;
    }

    private static boolean isLocal(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || LOCAL_MARKS.indexOf(c) >= 0;
    }

    private static boolean isWord(int codePoint) {
        return WORD_CHARACTER.matcher(Character.toString(codePoint)).matches();
    }
}
