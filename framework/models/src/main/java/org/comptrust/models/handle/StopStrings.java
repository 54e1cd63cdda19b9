package org.comptrust.models.handle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.comptrust.api.model.Tokenizer;

/**
 * Finds stop strings while an answer is written, from its last few tokens alone: a check costs the same at the first token and at the
 * thousandth. What it finds is then looked for in the whole answer, so it never stops one that a look at all of it would not. For one
 * thread at a time.
 */
final class StopStrings {
    /** Any text with tokens of its own: behind it, a tokenizer drops no blank as it may at the start of a text. */
    private static final String BEFORE = "a";

    /** Stands for bytes that are no character: of a token that ends or begins within one. */
    private static final char BROKEN = '\uFFFD';

    /** Of a character at most, in UTF-8. */
    private static final int BYTES = 4;

    private final Tokenizer tokenizer;
    private final List<Integer> before;
    private final String beforeText;
    private final Map<Integer, String> texts = new HashMap<>();

    StopStrings(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.before = tokenizer.encode(BEFORE);
        this.beforeText = tokenizer.decode(before);
    }

    /** Where the first of the stop strings stands in a text; -1 if none does. */
    static int at(String text, List<String> stops) {
        return stops.stream()
                .mapToInt(text::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
    }

    /**
     * Tells from the tokens of an answer so far whether its newest one completes a stop string.
     *
     * @param stops strings that end the answer; if there are none, nothing is looked at
     * @param whole text of all tokens of the answer
     */
    Predicate<List<Integer>> watch(List<String> stops, Function<List<Integer>, String> whole) {
        int longest = stops.stream().mapToInt(String::length).max().orElse(0);
        return stops.isEmpty()
                ? ids -> false
                : ids -> at(end(ids, longest), stops) >= 0 && at(whole.apply(ids), stops) >= 0;
    }

    /** Text of the newest token, and of so many before it that a string of this length which ends in it is whole. */
    private String end(List<Integer> ids, int longest) {
        int newest = ids.size() - 1;
        StringBuilder text = new StringBuilder(text(ids.get(newest)));
        boolean broken = text.indexOf(String.valueOf(BROKEN)) >= 0;
        int needed = BYTES * (longest - 1);
        int from = newest;
        while (from > 0 && needed > 0) {
            String earlier = text(ids.get(--from));
            boolean part = earlier.indexOf(BROKEN) >= 0; // of a character: perhaps one byte
            broken |= part;
            needed -= part ? 1 : BYTES * earlier.length();
            text.insert(0, earlier);
        }
        return broken ? following(ids.subList(from, ids.size())) : text.toString();
    }

    /** Text of a token behind others. */
    private String text(int id) {
        return texts.computeIfAbsent(id, one -> following(List.of(one)));
    }

    private String following(List<Integer> ids) {
        List<Integer> all = new ArrayList<>(before);
        all.addAll(ids);
        String text = tokenizer.decode(all);
        return text.startsWith(beforeText) ? text.substring(beforeText.length()) : tokenizer.decode(ids);
    }
}
