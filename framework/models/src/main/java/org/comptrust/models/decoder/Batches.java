package org.comptrust.models.decoder;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** Splits work into batches of similar length under a token budget. A pure function of the work: the same group, the same batches. */
final class Batches {
    /**
     * Padded tokens that are read in one step: enough to keep the matrix products busy, few enough for what a step makes to lie in
     * memory that is there already; see docs/bench.md.
     */
    static final int TOKENS = 2048;

    /** Places that the rows of a step see after a beginning that they share, over all rows, that beginning included. */
    static final int SEEN = 16384;

    /** Rows of a batch that is scored. */
    static final int ROWS = 64;

    private Batches() {}

    /** Batches to be read as a whole: at most {@link #ROWS} rows and {@link #TOKENS}. */
    static <T> List<List<Integer>> of(List<T> work, ToIntFunction<T> length) {
        return of(work, length, ROWS, TOKENS);
    }

    /**
     * Indexes of the work, what reads most first, ties in order.
     *
     * @param length tokens of a row
     * @param rows of a batch at most
     * @param tokens of a batch at most, padding included, unless one row alone has more
     */
    static <T> List<List<Integer>> of(List<T> work, ToIntFunction<T> length, int rows, long tokens) {
        List<Integer> order = IntStream.range(0, work.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> -length.applyAsInt(work.get(i))))
                .toList();
        List<List<Integer>> batches = new ArrayList<>();
        List<Integer> current = new ArrayList<>();
        int longest = 0;
        for (int i : order) {
            longest = current.isEmpty() ? length.applyAsInt(work.get(i)) : longest; // the first one is the longest
            if (!current.isEmpty() && (current.size() == rows || (current.size() + 1L) * longest > tokens)) {
                batches.add(List.copyOf(current));
                current.clear();
                longest = length.applyAsInt(work.get(i));
            }
            current.add(i);
        }
        if (!current.isEmpty()) {
            batches.add(List.copyOf(current));
        }
        return batches;
    }
}
