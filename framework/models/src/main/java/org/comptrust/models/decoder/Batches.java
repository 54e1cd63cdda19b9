package org.comptrust.models.decoder;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** Splits work into batches of similar length under a token budget. A pure function of the work: the same group, the same batches. */
final class Batches {
    /** Padded tokens that are read in one step: enough to keep the matrix products busy, few enough to stay in cache and memory. */
    static final int TOKENS = 4096;

    /** Rows of a batch that is scored. */
    static final int ROWS = 64;

    private Batches() {}

    /** Batches to be read as a whole: at most {@link #ROWS} rows and {@link #TOKENS}. */
    static <T> List<List<Integer>> of(List<T> work, ToIntFunction<T> length) {
        return of(work, length, one -> 0, ROWS, TOKENS);
    }

    /**
     * Indexes of the work, what writes most first, then what reads most, ties in order.
     *
     * @param read tokens of a prompt
     * @param written tokens that follow it at most
     * @param rows of a batch at most
     * @param tokens of a batch at most, padding included, unless one row alone has more
     */
    static <T> List<List<Integer>> of(
            List<T> work, ToIntFunction<T> read, ToIntFunction<T> written, int rows, long tokens) {
        List<Integer> order = IntStream.range(0, work.size())
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> -written.applyAsInt(work.get(i)))
                        .thenComparingInt(i -> -read.applyAsInt(work.get(i))))
                .toList();
        List<List<Integer>> batches = new ArrayList<>();
        List<Integer> current = new ArrayList<>();
        int longestRead = 0;
        int longestWritten = 0;
        for (int i : order) {
            int reads = Math.max(longestRead, read.applyAsInt(work.get(i)));
            int writes = Math.max(longestWritten, written.applyAsInt(work.get(i)));
            if (!current.isEmpty()
                    && (current.size() == rows || (current.size() + 1L) * ((long) reads + writes) > tokens)) {
                batches.add(List.copyOf(current));
                current.clear();
                reads = read.applyAsInt(work.get(i));
                writes = written.applyAsInt(work.get(i));
            }
            current.add(i);
            longestRead = reads;
            longestWritten = writes;
        }
        if (!current.isEmpty()) {
            batches.add(List.copyOf(current));
        }
        return batches;
    }
}
