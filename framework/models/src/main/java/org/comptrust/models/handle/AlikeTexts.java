package org.comptrust.models.handle;

import java.util.ArrayList;
import java.util.List;
import org.comptrust.api.model.Tokenizer;

/**
 * A tokenizer for texts of which many begin alike, such as questions after the same demonstrations, or a question and its answers:
 * of a text that begins as the one before, only the end is encoded.
 *
 * <p>Where a text is cut, its first tokens may be others than they are within it; a few tokens on they are the same again, as
 * tokenizers look a few characters far. So the cut lies well within what both texts have, and what that became before is taken up
 * where enough tokens in a row are the same. If they are nowhere, the whole text is encoded. What comes out is a function of the texts so
 * far. For one thread.
 */
final class AlikeTexts implements Tokenizer {
    /** Characters of a beginning that is worth it. */
    private static final int WORTHWHILE = 256;

    /** Characters before the first difference in which both texts must have become the same tokens. */
    private static final int OVERLAP = 96;

    /** Tokens in a row that must be the same. */
    private static final int SAME = 8;

    private final Tokenizer tokenizer;
    private String before = "";
    private List<Integer> beforeIds = List.of();

    AlikeTexts(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    @Override
    public List<Integer> encode(String text) {
        if (text.length() < WORTHWHILE) {
            return tokenizer.encode(text);
        }
        List<Integer> ids = likeBefore(text);
        before = text;
        beforeIds = ids;
        return ids;
    }

    private List<Integer> likeBefore(String text) {
        int latest = common(before, text) - OVERLAP;
        int cut = Math.max(before.lastIndexOf('\n', latest) + 1, before.lastIndexOf(' ', latest));
        if (cut < WORTHWHILE / 2) {
            return tokenizer.encode(text);
        }
        List<Integer> oldEnd = tokenizer.encode(before.substring(cut));
        List<Integer> newEnd = tokenizer.encode(text.substring(cut));
        int kept = oldEnd.size() - commonAtEnd(oldEnd, beforeIds); // of the old end, what is other than within the text
        int same = commonAtStart(oldEnd, newEnd);
        if (same < kept + SAME) {
            return tokenizer.encode(text);
        }
        List<Integer> ids = new ArrayList<>(beforeIds.subList(0, beforeIds.size() - (oldEnd.size() - kept)));
        ids.addAll(newEnd.subList(kept, newEnd.size()));
        return List.copyOf(ids);
    }

    private static int common(String a, String b) {
        int end = Math.min(a.length(), b.length());
        int i = 0;
        while (i < end && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }

    private static int commonAtStart(List<Integer> a, List<Integer> b) {
        int end = Math.min(a.size(), b.size());
        int i = 0;
        while (i < end && a.get(i).equals(b.get(i))) {
            i++;
        }
        return i;
    }

    private static int commonAtEnd(List<Integer> a, List<Integer> b) {
        int end = Math.min(a.size(), b.size());
        int i = 0;
        while (i < end && a.get(a.size() - 1 - i).equals(b.get(b.size() - 1 - i))) {
            i++;
        }
        return i;
    }

    @Override
    public String identity() {
        return tokenizer.identity();
    }

    @Override
    public List<Integer> start() {
        return tokenizer.start();
    }

    @Override
    public String decode(List<Integer> ids) {
        return tokenizer.decode(ids);
    }

    @Override
    public int contextLength() {
        return tokenizer.contextLength();
    }
}
