package org.comptrust.core.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** The way out of a misspelt name. */
public final class Suggestion {
    private static final int LONGEST_QUOTE = 60;

    private Suggestion() {}

    /** {@code Did you mean "chat"? Known: chat, larger.} */
    public static String of(String found, Collection<String> known) {
        String all = known.isEmpty() ? "None is known." : "Known: " + String.join(", ", new TreeSet<>(known)) + ".";
        return closest(found, known)
                .map(name -> "Did you mean \"" + name + "\"? " + all)
                .orElse(all);
    }

    /** The known name that differs least, if it differs by little: a third of its letters, two in swapped order counting once. */
    static Optional<String> closest(String found, Collection<String> known) {
        return known.stream()
                .filter(name -> distance(found, name) <= Math.max(1, Math.min(found.length(), name.length()) / 3))
                .min(Comparator.comparingInt((String name) -> distance(found, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** A text for a message: one line of bounded length. */
    public static String shorten(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "...";
    }

    /** Optimal string alignment distance, letters of either case being equal. */
    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
