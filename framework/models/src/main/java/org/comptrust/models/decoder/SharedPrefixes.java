package org.comptrust.models.decoder;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which beginnings the sequences of a group have in common, so that each is read once: few-shot blocks, system prompts. Of all
 * ways to give each sequence at most one shared beginning, the one that saves the most tokens; found on the tree of common
 * beginnings. A pure function of the group, so that answers stay one.
 */
final class SharedPrefixes {
    /** A beginning of fewer tokens is not worth carrying. */
    static final int SHORTEST = 32;

    /**
     * What follows a beginning is read with a mask, in pieces: that takes about as long as one more token for so many pairs of its tokens.
     * Measured with a shape of 15M: four times 3400 tokens after a short beginning took 2.7 s more than without one, in which 5800 are
     * read.
     */
    static final long PAIRS_OF_A_TOKEN = 8192;

    /** A beginning takes two more calls, its own and that of what follows it, which read all weights: as long as so many more tokens. */
    static final long TOKENS_OF_TWO_CALLS = 48;

    /** Lengths are multiples of this, so that groups with much the same questions agree on the same beginnings. */
    static final int STEP = 16;

    private SharedPrefixes() {}

    /**
     * A common beginning.
     *
     * @param ids its tokens
     * @param members indexes of the sequences that begin with it and go on, ascending; at least two
     */
    record Prefix(List<Integer> ids, List<Integer> members) {}

    /**
     * The shared beginnings, in order of their first member. A sequence is a member of one at most.
     *
     * @param longest most tokens of a beginning that can be carried
     */
    static List<Prefix> of(List<List<Integer>> sequences, int longest) {
        List<Integer> order = IntStream.range(0, sequences.size())
                .boxed()
                .sorted((a, b) -> compare(sequences.get(a), sequences.get(b)))
                .toList();
        return new Tree(sequences, order, longest)
                .best(0, order.size(), 0).prefixes().stream()
                        .sorted(Comparator.comparing(prefix -> prefix.members().get(0)))
                        .toList();
    }

    /** What a set of beginnings saves, in tokens that need not be read, less what it makes dearer. */
    private record Choice(long saved, List<Prefix> prefixes) {}

    /** The tree of common beginnings, as ranges of the sorted sequences. */
    private record Tree(List<List<Integer>> sequences, List<Integer> order, int longest) {
        /** The best choice for sequences [from, to) of the order, whose first {@code depth} tokens are equal. */
        Choice best(int from, int to, int depth) {
            if (to - from < 2) {
                return new Choice(0, List.of());
            }
            int common = common(at(from), at(to - 1), depth); // sorted: the ends differ the most
            Choice together = together(from, to, common);
            if (common >= longest) {
                return together;
            }
            long saved = 0;
            List<Prefix> apart = new ArrayList<>();
            int start = from;
            while (start < to) {
                int end = start + 1;
                while (end < to && common(at(start), at(end), common) > common) {
                    end++;
                }
                Choice part = best(start, end, common);
                saved += part.saved();
                apart.addAll(part.prefixes());
                start = end;
            }
            return saved > together.saved() ? new Choice(saved, apart) : together;
        }

        /** One beginning for all; the last token of a sequence is always read, for what follows it is asked. */
        private Choice together(int from, int to, int common) {
            int shortest =
                    IntStream.range(from, to).map(i -> at(i).size()).min().orElseThrow();
            int length = Math.min(Math.min(common, shortest - 1), longest);
            length -= length % STEP;
            if (length < SHORTEST) {
                return new Choice(0, List.of());
            }
            int shared = length;
            long dearer = IntStream.range(from, to)
                    .mapToLong(i -> at(i).size() - shared)
                    .map(rest -> rest * rest / PAIRS_OF_A_TOKEN)
                    .sum();
            long saved = (long) length * (to - from - 1) - dearer - TOKENS_OF_TWO_CALLS;
            if (saved <= 0) {
                return new Choice(0, List.of());
            }
            List<Integer> members = order.subList(from, to).stream().sorted().toList();
            return new Choice(saved, List.of(new Prefix(List.copyOf(at(from).subList(0, length)), members)));
        }

        private List<Integer> at(int i) {
            return sequences.get(order.get(i));
        }
    }

    /** How many tokens two sequences have in common, of which the first {@code known} are. */
    private static int common(List<Integer> a, List<Integer> b, int known) {
        int end = Math.min(a.size(), b.size());
        int i = Math.min(known, end);
        while (i < end && a.get(i).equals(b.get(i))) {
            i++;
        }
        return i;
    }

    private static int compare(List<Integer> a, List<Integer> b) {
        int i = common(a, b, 0);
        return i < a.size() && i < b.size() ? Integer.compare(a.get(i), b.get(i)) : Integer.compare(a.size(), b.size());
    }
}
