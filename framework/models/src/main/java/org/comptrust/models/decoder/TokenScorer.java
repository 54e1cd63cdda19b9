package org.comptrust.models.decoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Log-likelihoods of given tokens, in padded batches; only the scored positions reach the vocabulary. Sequences with the same context
 * become one row, whose branches do not see one another; a beginning that several rows share is read once.
 */
public final class TokenScorer {
    private final Decoder decoder;
    private final Optional<PrefixCache> prefixes;

    /** Shares beginnings within a call. */
    public TokenScorer(Decoder decoder) {
        this(decoder, Optional.empty());
    }

    /** Shares beginnings with whoever uses the cache, which is the caller's. */
    public TokenScorer(Decoder decoder, PrefixCache prefixes) {
        this(decoder, Optional.of(prefixes));
    }

    private TokenScorer(Decoder decoder, Optional<PrefixCache> prefixes) {
        this.decoder = decoder;
        this.prefixes = prefixes;
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
        return score(sequences, note -> {});
    }

    /**
     * The same.
     *
     * @param notes told what must be known of the scores, such as that memory was short
     */
    public List<Score> score(List<Sequence> sequences, Consumer<String> notes) {
        if (prefixes.isPresent()) {
            return score(sequences, prefixes.get(), notes);
        }
        try (PrefixCache own = new PrefixCache(decoder)) {
            return score(sequences, own, notes);
        }
    }

    private List<Score> score(List<Sequence> sequences, PrefixCache cache, Consumer<String> notes) {
        List<ScoredRow> rows = cache.shares() ? ScoredRow.of(sequences) : ScoredRow.apart(sequences);
        Score[] scores = new Score[sequences.size()];
        Set<Integer> alone = new TreeSet<>();
        for (int i = 0; i < rows.size(); i++) {
            alone.add(i);
        }
        List<SharedPrefixes.Prefix> shared =
                SharedPrefixes.of(rows.stream().map(ScoredRow::trunk).toList(), cache.longest());
        for (SharedPrefixes.Prefix prefix : shared) {
            prefix.members().forEach(alone::remove);
            List<ScoredRow> members = prefix.members().stream().map(rows::get).toList();
            run(members, prefix.ids(), cache, scores, notes);
        }
        Map<Boolean, List<ScoredRow>> byKind =
                alone.stream().map(rows::get).collect(Collectors.partitioningBy(ScoredRow::branches));
        run(byKind.get(false), scores, notes);
        run(byKind.get(true), List.of(), cache, scores, notes);
        return List.of(scores);
    }

    /** Whole sequences. */
    private void run(List<ScoredRow> rows, Score[] scores, Consumer<String> notes) {
        for (List<Integer> batch : Batches.of(rows, row -> row.length(0))) {
            Halving.run(
                    batch,
                    part -> {
                        Layout layout = new Layout(part.stream().map(rows::get).toList(), 0);
                        layout.read(decoder.logLikelihoods(layout.ids, layout.rows(), layout.targets()), scores);
                    },
                    notes);
        }
    }

    /** What follows a beginning that the rows share. */
    private void run(
            List<ScoredRow> rows, List<Integer> beginning, PrefixCache cache, Score[] scores, Consumer<String> notes) {
        int start = beginning.size();
        int longest = rows.stream().mapToInt(row -> row.length(start)).max().orElse(1);
        int most = Math.max(1, Math.min(Batches.ROWS, Batches.SEEN / (start + longest)));
        for (List<Integer> batch : Batches.of(rows, row -> row.length(start), most, Batches.TOKENS)) {
            Halving.run(
                    batch,
                    part -> {
                        Layout layout = new Layout(part.stream().map(rows::get).toList(), start);
                        double[][] result = decoder.logLikelihoods(
                                cache.get(beginning),
                                layout.ids,
                                layout.positions,
                                layout.branches,
                                layout.rows(),
                                layout.targets());
                        layout.read(result, scores);
                    },
                    notes);
        }
    }

    /** Where the tokens of some rows lie in a batch, and which of its places are scored. */
    private static final class Layout {
        private final List<ScoredRow> of;
        private final List<List<Integer>> ids = new ArrayList<>();
        private final List<List<Integer>> positions = new ArrayList<>();
        private final List<List<Integer>> branches = new ArrayList<>();
        private final List<int[]> places = new ArrayList<>();
        private final List<Long> targets = new ArrayList<>();

        Layout(List<ScoredRow> rows, int start) {
            this.of = rows;
            rows.forEach(row -> add(row, start));
        }

        private void add(ScoredRow row, int start) {
            int trunk = row.trunk().size();
            List<Integer> tokens = new ArrayList<>(row.trunk().subList(start, trunk));
            List<Integer> at = new ArrayList<>();
            List<Integer> branch = new ArrayList<>();
            for (int i = start; i < trunk; i++) {
                at.add(i);
                branch.add(0);
            }
            // The place before predicts a token: the trunk's last one each branch's first.
            int last = tokens.size() - 1;
            for (int b = 0; b < row.tails().size(); b++) {
                List<Integer> tail = row.tails().get(b);
                for (int i = 0; i < tail.size(); i++) {
                    places.add(new int[] {ids.size(), i == 0 ? last : tokens.size() - 1});
                    targets.add((long) tail.get(i));
                    if (i + 1 < tail.size()) {
                        tokens.add(tail.get(i));
                        at.add(trunk + i);
                        branch.add(b + 1);
                    }
                }
            }
            ids.add(tokens);
            positions.add(at);
            branches.add(branch);
        }

        long[] rows() {
            int longest = ids.stream().mapToInt(List::size).max().orElseThrow();
            return places.stream()
                    .mapToLong(place -> (long) place[0] * longest + place[1])
                    .toArray();
        }

        long[] targets() {
            return targets.stream().mapToLong(Long::longValue).toArray();
        }

        void read(double[][] result, Score[] scores) {
            int n = 0;
            for (ScoredRow row : of) {
                for (int b = 0; b < row.tails().size(); b++) {
                    int count = row.tails().get(b).size();
                    double[] nats = Arrays.copyOfRange(result[0], n, n + count);
                    boolean greedy = Arrays.stream(result[1], n, n + count).allMatch(best -> best == 1);
                    scores[row.sequences().get(b)] = new Score(nats, greedy);
                    n += count;
                }
            }
        }
    }
}
