package org.comptrust.models.decoder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sequences that are scored in one row: a trunk that they have in common, and what follows it in each. The last token of each is
 * scored but never read, since nothing follows it.
 *
 * @param trunk the context, given, at least one token
 * @param tails what is scored, one of at least one token for each sequence
 * @param sequences their indexes
 */
record ScoredRow(List<Integer> trunk, List<List<Integer>> tails, List<Integer> sequences) {
    /** Shorter contexts are read again for each sequence. */
    private static final int SHORTEST_TRUNK = 8;

    /** Rows in order of their first sequence; sequences share a row where the context is the same and the longer part. */
    static List<ScoredRow> of(List<TokenScorer.Sequence> sequences) {
        Map<List<Integer>, ScoredRow> byContext = new LinkedHashMap<>();
        List<ScoredRow> rows = new ArrayList<>();
        for (int i = 0; i < sequences.size(); i++) {
            TokenScorer.Sequence sequence = sequences.get(i);
            List<Integer> ids = sequence.ids();
            List<Integer> trunk = ids.subList(0, sequence.context());
            List<Integer> tail = ids.subList(sequence.context(), ids.size());
            boolean shares = trunk.size() >= Math.max(SHORTEST_TRUNK, tail.size());
            ScoredRow row = shares ? byContext.get(trunk) : null;
            if (row == null) {
                row = new ScoredRow(trunk, new ArrayList<>(), new ArrayList<>());
                rows.add(row);
                if (shares) {
                    byContext.put(trunk, row);
                }
            }
            row.tails.add(tail);
            row.sequences.add(i);
        }
        return rows;
    }

    /** Each sequence in a row of its own. */
    static List<ScoredRow> apart(List<TokenScorer.Sequence> sequences) {
        List<ScoredRow> rows = new ArrayList<>();
        for (TokenScorer.Sequence sequence : sequences) {
            List<Integer> ids = sequence.ids();
            rows.add(new ScoredRow(
                    ids.subList(0, sequence.context()),
                    List.of(ids.subList(sequence.context(), ids.size())),
                    List.of(rows.size())));
        }
        return rows;
    }

    /** Tokens that are read after a beginning of {@code start} of them. */
    int length(int start) {
        return trunk.size()
                - start
                + tails.stream().mapToInt(tail -> tail.size() - 1).sum();
    }

    /** Whether more than one sequence has tokens of its own to read, so that they must not see one another. */
    boolean branches() {
        return tails.stream().filter(tail -> tail.size() > 1).count() > 1;
    }
}
