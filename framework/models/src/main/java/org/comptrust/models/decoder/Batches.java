package org.comptrust.models.decoder;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** Splits work into batches of similar length under a token budget. A pure function of the work: the same group, the same batches. */
final class Batches {
    /** Padded tokens of one forward step: enough to keep the matrix products busy, few enough to stay in cache and memory. */
    static final int TOKENS = 4096;

    static final int ROWS = 64;

    private Batches() {}

    /** Indexes of the work, longest first, ties in order; each batch holds at most {@link #ROWS} rows and {@link #TOKENS}. */
    static <T> List<List<Integer>> of(List<T> work, ToIntFunction<T> length) {
        List<Integer> order = IntStream.range(0, work.size())
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> -length.applyAsInt(work.get(i))))
                .toList();
        List<List<Integer>> batches = new ArrayList<>();
        List<Integer> current = new ArrayList<>();
        int longest = 0;
        for (int i : order) {
            if (!current.isEmpty() && (current.size() == ROWS || (current.size() + 1) * (long) longest > TOKENS)) {
                batches.add(List.copyOf(current));
                current.clear();
            }
            if (current.isEmpty()) {
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
