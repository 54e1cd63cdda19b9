package org.comptrust.models.decoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Log-likelihoods of given tokens, in padded batches; only the scored positions reach the vocabulary. Owns no memory. */
public final class TokenScorer {
    private final Decoder decoder;

    public TokenScorer(Decoder decoder) {
        this.decoder = decoder;
    }

    /**
     * A sequence to score.
     *
     * @param ids at least {@code context + 1} of them
     * @param context how many tokens at the start are given, at least 1
     */
    public record Sequence(List<Integer> ids, int context) {
        public Sequence {
            if (context < 1 || context >= ids.size()) {
                throw new IllegalArgumentException(
                        context + " given tokens of " + ids.size() + " leave nothing to score");
            }
        }
    }

    /**
     * What the tokens after the context are worth.
     *
     * @param nats log-likelihood of each
     * @param greedy whether each is the most likely token at its place
     */
    public record Score(double[] nats, boolean greedy) {
        /** Sum in nats. */
        public double sum() {
            return Arrays.stream(nats).sum();
        }
    }

    /** One score for each sequence, in order. */
    public List<Score> score(List<Sequence> sequences) {
        List<Score> scores = new ArrayList<>(Collections.nCopies(sequences.size(), new Score(new double[0], true)));
        for (List<Integer> batch :
                Batches.of(sequences, sequence -> sequence.ids().size())) {
            Halving.run(batch, part -> scoreBatch(sequences, part, scores));
        }
        return scores;
    }

    private void scoreBatch(List<Sequence> sequences, List<Integer> batch, List<Score> scores) {
        List<List<Integer>> ids =
                batch.stream().map(i -> sequences.get(i).ids()).toList();
        int longest = ids.stream().mapToInt(List::size).max().orElseThrow();
        int scored = batch.stream()
                .mapToInt(i -> sequences.get(i).ids().size() - sequences.get(i).context())
                .sum();
        long[] rows = new long[scored];
        long[] targets = new long[scored];
        int n = 0;
        for (int row = 0; row < batch.size(); row++) {
            Sequence sequence = sequences.get(batch.get(row));
            for (int at = sequence.context(); at < sequence.ids().size(); at++) {
                rows[n] = (long) row * longest + at - 1; // the position before predicts it
                targets[n++] = sequence.ids().get(at);
            }
        }
        double[][] result = decoder.logLikelihoods(ids, rows, targets);
        n = 0;
        for (int index : batch) {
            Sequence sequence = sequences.get(index);
            int count = sequence.ids().size() - sequence.context();
            double[] nats = Arrays.copyOfRange(result[0], n, n + count);
            boolean greedy = Arrays.stream(result[1], n, n + count).allMatch(best -> best == 1);
            scores.set(index, new Score(nats, greedy));
            n += count;
        }
    }
}
