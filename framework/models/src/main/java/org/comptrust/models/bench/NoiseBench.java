package org.comptrust.models.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.PrefixCache;
import org.comptrust.models.decoder.TokenGenerator;
import org.comptrust.models.decoder.TokenScorer;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;

/**
 * What answers owe to their company: the same requests are answered in several {@linkplain Arrangement arrangements}, and each is
 * compared with one at a time. Groups are answered as a handle answers them, the log-likelihoods first, with a cache of shared
 * beginnings that outlives a group.
 */
public final class NoiseBench {
    /** Longer requests beside each group of {@link Arrangement#AMONG_LONGER}. */
    private static final int LONGER = 4;

    private final TorchEngine engine;
    private final int prompts;
    private final int tokens;
    private final long seed;

    /**
     * @param prompts how many
     * @param tokens of greedy text after each
     * @param seed of the prompts
     */
    public NoiseBench(TorchEngine engine, int prompts, int tokens, long seed) {
        if (prompts < 1 || tokens < 1) {
            throw new IllegalArgumentException("prompts and tokens are at least 1, were " + prompts + " and " + tokens);
        }
        this.engine = engine;
        this.prompts = prompts;
        this.tokens = tokens;
        this.seed = seed;
    }

    /**
     * An arrangement beside one at a time.
     *
     * @param sameTexts greedy texts that are identical, of as many as there are prompts
     * @param firstDifference the earliest token, from 0, at which a text parts; empty: none does
     * @param partingMargin the largest difference of the two best logits where texts part, read alone, in nats
     * @param largestNats the largest difference of a continuation's log-likelihood
     * @param meanNats the mean of these differences, without their sign
     * @param largestTokenNats the largest difference of a single token's
     * @param flips choices that are others
     * @param flipMargin the largest difference of the two best continuations of them alone, in nats
     */
    public record Compared(
            Arrangement arrangement,
            int sameTexts,
            OptionalInt firstDifference,
            OptionalDouble partingMargin,
            double largestNats,
            double meanNats,
            double largestTokenNats,
            int flips,
            OptionalDouble flipMargin) {}

    /**
     * What was measured.
     *
     * @param prompts greedy texts, and choices of four
     * @param tokens of each text
     * @param tied tokens alone whose two best logits were so close that the text was read again to decide
     * @param compared all arrangements but {@link Arrangement#ALONE}
     */
    public record Result(int prompts, int tokens, long tied, List<Compared> compared) {
        public Result {
            compared = List.copyOf(compared);
        }

        /** Whether no text differs in any arrangement. */
        public boolean sameTexts() {
            return compared.stream().allMatch(one -> one.sameTexts() == prompts);
        }

        /** Choices that differ, over all arrangements. */
        public int flips() {
            return compared.stream().mapToInt(Compared::flips).sum();
        }

        /** The largest difference of a log-likelihood in any arrangement, nats. */
        public double largestNats() {
            return compared.stream().mapToDouble(Compared::largestNats).max().orElse(0);
        }
    }

    /** Sees how far it came. */
    public interface Watcher {
        void answered(Arrangement arrangement, int done, int total);
    }

    /** Measures a shape of random weights. */
    public Result run(BenchShape shape, Precision precision, Watcher watcher) {
        try (WeightSet weights = new EngineBench(engine).random(shape, precision)) {
            return run(new Decoder(engine, weights), shape.vocabulary, List.of(), watcher);
        }
    }

    /**
     * Measures a model.
     *
     * @param start tokens that its texts start with; may be none
     * @throws IllegalArgumentException if the texts are too long for the model
     */
    public Result run(Decoder decoder, int vocabulary, List<Integer> start, Watcher watcher) {
        NoiseRequests requests = new NoiseRequests(decoder, vocabulary, start, tokens, seed);
        List<NoiseRequests.Asked> asked = requests.write(prompts);
        List<List<Integer>> longer =
                IntStream.range(0, LONGER).mapToObj(i -> requests.longer()).toList();
        Answered alone = null;
        List<Compared> compared = new ArrayList<>();
        for (Arrangement arrangement : Arrangement.values()) {
            Answered answered = answered(decoder, asked, longer, arrangement, watcher);
            if (alone == null) {
                alone = answered;
            } else {
                compared.add(compared(decoder, arrangement, asked, alone, answered));
            }
        }
        return new Result(prompts, tokens, alone == null ? 0 : alone.tied(), compared);
    }

    /**
     * The answers to all requests, by their index.
     *
     * @param nats of each token of each choice
     */
    private record Answered(List<List<Integer>> texts, List<double[][]> nats, long tied) {}

    private Answered answered(
            Decoder decoder,
            List<NoiseRequests.Asked> asked,
            List<List<Integer>> longer,
            Arrangement arrangement,
            Watcher watcher) {
        List<List<Integer>> texts = new ArrayList<>();
        List<double[][]> nats = new ArrayList<>();
        asked.forEach(request -> {
            texts.add(List.of());
            nats.add(new double[0][]);
        });
        List<List<Integer>> groups = arrangement.groups(asked.size());
        try (PrefixCache prefixes = new PrefixCache(decoder)) {
            TokenScorer scorer = new TokenScorer(decoder, prefixes);
            TokenGenerator generator = new TokenGenerator(decoder, prefixes);
            int times = arrangement == Arrangement.AGAIN ? 2 : 1;
            for (int time = 0; time < times; time++) {
                for (int g = 0; g < groups.size(); g++) {
                    watcher.answered(arrangement, time * groups.size() + g, times * groups.size());
                    List<NoiseRequests.Asked> group = new ArrayList<>();
                    groups.get(g).forEach(index -> group.add(asked.get(index)));
                    if (arrangement == Arrangement.AMONG_LONGER) {
                        longer.forEach(prompt -> group.add(new NoiseRequests.Asked(prompt, List.of(List.of(0)))));
                    }
                    List<TokenScorer.Score> scores = scorer.score(sequences(group));
                    List<TokenGenerator.Answer> answers = generator.generate(tasks(group));
                    for (int i = 0; i < groups.get(g).size(); i++) {
                        int index = groups.get(g).get(i);
                        texts.set(index, answers.get(i).ids());
                        nats.set(
                                index,
                                scores.subList(i * NoiseRequests.CHOICES, (i + 1) * NoiseRequests.CHOICES).stream()
                                        .map(TokenScorer.Score::nats)
                                        .toArray(double[][]::new));
                    }
                }
            }
            watcher.answered(arrangement, times * groups.size(), times * groups.size());
            return new Answered(texts, nats, generator.ties());
        }
    }

    private static List<TokenScorer.Sequence> sequences(List<NoiseRequests.Asked> group) {
        List<TokenScorer.Sequence> sequences = new ArrayList<>();
        for (NoiseRequests.Asked request : group) {
            for (List<Integer> choice : request.choices()) {
                sequences.add(new TokenScorer.Sequence(
                        joined(request.prompt(), choice), request.prompt().size()));
            }
        }
        return sequences;
    }

    /** Texts go on after an end token: all have the same length, and each token counts. */
    private List<TokenGenerator.Task> tasks(List<NoiseRequests.Asked> group) {
        return group.stream()
                .map(request -> new TokenGenerator.Task(request.prompt(), tokens, 0, 1, 0, Set.of(), ids -> false))
                .toList();
    }

    private static Compared compared(
            Decoder decoder,
            Arrangement arrangement,
            List<NoiseRequests.Asked> asked,
            Answered alone,
            Answered answered) {
        int same = 0;
        int first = Integer.MAX_VALUE;
        double parting = Double.NEGATIVE_INFINITY;
        double largest = 0;
        double sum = 0;
        double largestToken = 0;
        int flips = 0;
        double flipped = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < asked.size(); i++) {
            int parts = parting(alone.texts().get(i), answered.texts().get(i));
            if (parts < 0) {
                same++;
            } else {
                first = Math.min(first, parts);
                List<Integer> before =
                        joined(asked.get(i).prompt(), alone.texts().get(i).subList(0, parts));
                parting = Math.max(parting, decoder.nextAlone(before).margin());
            }
            double[] before = sums(alone.nats().get(i));
            double[] now = sums(answered.nats().get(i));
            for (int choice = 0; choice < before.length; choice++) {
                double difference = Math.abs(now[choice] - before[choice]);
                largest = Math.max(largest, difference);
                sum += difference;
                double[] tokensBefore = alone.nats().get(i)[choice];
                double[] tokensNow = answered.nats().get(i)[choice];
                for (int token = 0; token < tokensBefore.length; token++) {
                    largestToken = Math.max(largestToken, Math.abs(tokensNow[token] - tokensBefore[token]));
                }
            }
            if (best(before) != best(now)) {
                flips++;
                double[] sorted = before.clone();
                Arrays.sort(sorted);
                flipped = Math.max(flipped, sorted[sorted.length - 1] - sorted[sorted.length - 2]);
            }
        }
        return new Compared(
                arrangement,
                same,
                same == asked.size() ? OptionalInt.empty() : OptionalInt.of(first),
                same == asked.size() ? OptionalDouble.empty() : OptionalDouble.of(parting),
                largest,
                sum / (asked.size() * NoiseRequests.CHOICES),
                largestToken,
                flips,
                flips == 0 ? OptionalDouble.empty() : OptionalDouble.of(flipped));
    }

    /** Where two texts part; -1: nowhere. */
    private static int parting(List<Integer> one, List<Integer> other) {
        return IntStream.range(0, Math.min(one.size(), other.size()))
                .filter(i -> !one.get(i).equals(other.get(i)))
                .findFirst()
                .orElse(-1);
    }

    private static double[] sums(double[][] nats) {
        return Arrays.stream(nats)
                .mapToDouble(each -> Arrays.stream(each).sum())
                .toArray();
    }

    private static int best(double[] sums) {
        int best = 0;
        for (int i = 1; i < sums.length; i++) {
            best = sums[i] > sums[best] ? i : best;
        }
        return best;
    }

    private static List<Integer> joined(List<Integer> before, List<Integer> after) {
        List<Integer> all = new ArrayList<>(before);
        all.addAll(after);
        return all;
    }
}
