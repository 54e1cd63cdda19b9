package org.comptrust.trust.toxicity.linear;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The n-grams of a text: runs of words, and runs of letters within words and their borders, each as a 64-bit hash with its count. */
final class Features {
    private static final long SEED = 0xCBF29CE484222325L;
    private static final long PRIME = 0x100000001B3L;
    private static final int MOST_REPEATS = 2;

    private final Settings settings;

    Features(Settings settings) {
        this.settings = settings;
    }

    /** Counts by hash. Two n-grams share a hash about once in a hundred million models. */
    Map<Long, Integer> of(String text) {
        Map<Long, Integer> counts = new HashMap<>();
        List<String> words = words(text);
        for (int first = 0; first < words.size(); first++) {
            long hash = mixed(SEED, 'w');
            for (int length = 1; length <= settings.words() && first + length <= words.size(); length++) {
                hash = mixed(mixed(hash, words.get(first + length - 1)), ' ');
                counts.merge(hash, 1, Integer::sum);
            }
        }
        if (settings.longest() > 0) {
            words.forEach(word -> letters(' ' + word + ' ', counts));
        }
        return counts;
    }

    /**
     * Words in lower case without accents; marks that stand for letters stay in them, runs of one letter are cut to two, and each
     * other mark is a word.
     */
    static List<String> words(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replace('\u2019', '\'')
                .replace('\u2018', '\'');
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (isLetter(c)) {
                if (!repeats(word, c)) {
                    word.append(c);
                }
            } else if (Character.getType(c) != Character.NON_SPACING_MARK) {
                end(word, words);
                if (!Character.isWhitespace(c)) {
                    words.add(String.valueOf(c));
                }
            }
        }
        end(word, words);
        return words;
    }

    private void letters(String word, Map<Long, Integer> counts) {
        for (int first = 0; first < word.length(); first++) {
            long hash = mixed(SEED, 'c');
            for (int length = 1; length <= settings.longest() && first + length <= word.length(); length++) {
                hash = mixed(hash, word.charAt(first + length - 1));
                if (length >= settings.shortest()) {
                    counts.merge(hash, 1, Integer::sum);
                }
            }
        }
    }

    private static boolean isLetter(char c) {
        return Character.isLetterOrDigit(c) || c == '\'' || c == '*' || c == '@' || c == '$' || c == '#';
    }

    private static boolean repeats(StringBuilder word, char c) {
        int length = word.length();
        return length >= MOST_REPEATS && word.charAt(length - 1) == c && word.charAt(length - 2) == c;
    }

    private static void end(StringBuilder word, List<String> words) {
        if (word.length() > 0) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private static long mixed(long hash, String word) {
        long mixed = hash;
        for (int i = 0; i < word.length(); i++) {
            mixed = mixed(mixed, word.charAt(i));
        }
        return mixed;
    }

    /** FNV-1a of two bytes. */
    private static long mixed(long hash, char c) {
        return ((hash ^ (c & 0xFF)) * PRIME ^ (c >>> 8)) * PRIME;
    }
}
