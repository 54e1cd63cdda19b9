package org.comptrust.models.decoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Prompts that are read in one step.
 *
 * @param beginning what they share and was read before; may be empty
 * @param prompts different ones, whole
 * @param rows for each of some neighbouring rows to be read the index of its prompt
 * @param first of these rows among those to be read
 */
record Reading(List<Integer> beginning, List<List<Integer>> prompts, long[] rows, int first) {
    /** Splits the rows of a batch into steps of at most {@link Batches#TOKENS}; equal neighbours are read once. */
    static List<Reading> of(List<List<Integer>> prompts, Map<List<Integer>, List<Integer>> beginnings) {
        List<Reading> readings = new ArrayList<>();
        int first = 0;
        while (first < prompts.size()) {
            List<Integer> beginning = beginnings.getOrDefault(prompts.get(first), List.of());
            List<List<Integer>> different = new ArrayList<>();
            List<Long> rows = new ArrayList<>();
            int longest = 0;
            for (int row = first; row < prompts.size(); row++) {
                List<Integer> prompt = prompts.get(row);
                if (different.isEmpty() || !prompt.equals(different.get(different.size() - 1))) {
                    longest = Math.max(longest, prompt.size() - beginning.size());
                    if (!beginnings.getOrDefault(prompt, List.of()).equals(beginning)
                            || !different.isEmpty() && !fits(different.size() + 1L, longest, beginning.size())) {
                        break;
                    }
                    different.add(prompt);
                }
                rows.add(different.size() - 1L);
            }
            readings.add(new Reading(
                    beginning,
                    List.copyOf(different),
                    rows.stream().mapToLong(Long::longValue).toArray(),
                    first));
            first += rows.size();
        }
        return readings;
    }

    /** What is read, and what is seen with the beginning, which each row gets a copy of. */
    private static boolean fits(long prompts, int longest, int beginning) {
        return prompts * longest <= Batches.TOKENS && prompts * (beginning + longest) <= Batches.SEEN;
    }
}
