package org.comptrust.trust.benign;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.comptrust.api.model.Tokenizer;

/**
 * A text as consecutive windows of tokens, without overlap. The start tokens stand once, before the text; every token but a
 * window's first is scored. A last window of one token scores nothing and is left out.
 */
final class TextWindows {
    private final List<Integer> ids;
    private final int size;
    private final int count;
    private final double bytesPerScoredToken;

    private TextWindows(List<Integer> ids, int size, long bytes) {
        this.ids = ids;
        this.size = size;
        int full = ids.size() / size;
        int left = ids.size() % size;
        this.count = left > 1 ? full + 1 : full;
        int scored = full * (size - 1) + (left > 1 ? left - 1 : 0);
        this.bytesPerScoredToken = (double) bytes / scored;
    }

    /**
     * @param window tokens, at least 2; 0: the model's context
     * @throws org.comptrust.api.trust.DataException if nothing can be scored, or not so much at once
     */
    static TextWindows of(NamedText source, Tokenizer tokenizer, int window) {
        int context = tokenizer.contextLength();
        if (window > context) {
            throw source.problem("a window of " + window + " tokens is longer than the model's context of " + context
                    + ". Use at most " + context + ", or 0 for just that");
        }
        String text = source.read();
        List<Integer> ids = new ArrayList<>(tokenizer.start());
        ids.addAll(tokenizer.encode(text));
        if (ids.size() < 2) {
            throw source.problem("is a single token, so there is nothing to score. Name a longer text");
        }
        return new TextWindows(ids, window == 0 ? context : window, text.getBytes(StandardCharsets.UTF_8).length);
    }

    Stream<List<Integer>> stream() {
        return IntStream.range(0, count)
                .mapToObj(index -> List.copyOf(ids.subList(index * size, Math.min(ids.size(), (index + 1) * size))));
    }

    /**
     * Bytes of the text for each scored token. Windows share the bytes by their scored tokens, for a token need not end where a
     * character does; over all windows the sum is the text's length.
     */
    double bytesPerScoredToken() {
        return bytesPerScoredToken;
    }
}
