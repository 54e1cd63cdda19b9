package org.comptrust.testkit.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.PrefixCache;
import org.comptrust.models.decoder.TokenGenerator;
import org.comptrust.models.decoder.TokenScorer;
import org.comptrust.models.pool.BaseModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A real decoder reads what sequences have in common once, and what it says of them stays the same. */
class PrefixSharingTest extends WithTinyModel {
    /** Sums in another order: last bits of float32. */
    private static final double CLOSE = 1e-4;

    private Decoder decoder;

    @BeforeEach
    void open() {
        decoder = model.decoder();
    }

    @Test
    @DisplayName("answer choices of several tokens are scored in one row as each alone")
    void branches() {
        List<Integer> prompt = random(1, 20);
        List<TokenScorer.Sequence> choices = IntStream.rangeClosed(1, 5)
                .mapToObj(tokens -> after(prompt, random(10 + tokens, tokens)))
                .toList();

        assertScoredAsAlone(choices);
    }

    @Test
    @DisplayName("questions after one few-shot block are scored as each alone, choices included")
    void blockAndBranches() {
        List<Integer> block = random(2, 70);
        List<TokenScorer.Sequence> all = new ArrayList<>();
        for (int question = 0; question < 6; question++) {
            List<Integer> prompt = joined(block, random(20 + question, 5 + 3 * question));
            for (int choice = 0; choice < 3; choice++) {
                all.add(after(prompt, random(50 + choice, 1 + choice)));
            }
        }
        all.add(after(random(3, 4), random(4, 30))); // shares nothing

        assertScoredAsAlone(all);
    }

    @Test
    @DisplayName("a shared beginning is read once for all calls of one cache")
    void readOnce() {
        List<Integer> block = random(5, 64);
        List<TokenScorer.Sequence> some =
                List.of(after(joined(block, List.of(7)), List.of(1)), after(joined(block, List.of(8)), List.of(1)));
        List<TokenScorer.Sequence> others =
                List.of(after(joined(block, List.of(9)), List.of(1)), after(joined(block, List.of(6)), List.of(1)));
        try (PrefixCache cache = new PrefixCache(decoder)) {
            TokenScorer scorer = new TokenScorer(decoder, cache);

            scorer.score(some);
            List<TokenScorer.Score> again = scorer.score(others);

            assertEquals(64, cache.tokensRead());
            List<TokenScorer.Score> first = new TokenScorer(decoder).score(others);
            for (int i = 0; i < others.size(); i++) { // who read it, and when, moves no bit
                assertArrayEquals(first.get(i).nats(), again.get(i).nats());
            }
        }
    }

    @Test
    @DisplayName("prompts after one few-shot block are continued as each alone, also beside others")
    void generation() {
        List<Integer> block = random(6, 48);
        List<TokenGenerator.Task> tasks = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            List<Integer> prompt = i % 3 == 2 ? random(60 + i, 9 + i) : joined(block, random(60 + i, 2 + i));
            tasks.add(new TokenGenerator.Task(prompt, 20 + i % 2, 0, 1, 0, Set.of(), ids -> false));
        }
        assertWrittenAsAlone(tasks);
    }

    @Test
    @DisplayName("much may follow a beginning, of several lengths, to score and to continue")
    void longRests() {
        TinyModel longer = new TinyModel(2, 32, 48, 1536, 7);
        try (BaseModel other =
                BaseModel.open(engine, longer.write(folder.resolve("longer")), folder.resolve("cache"))) {
            decoder = other.decoder();
            List<Integer> beginning = random(8, 320);
            List<List<Integer>> prompts = List.of(
                    joined(beginning, random(81, 1100)),
                    joined(beginning, random(82, 1024)),
                    joined(beginning, random(83, 512)));

            assertScoredAsAlone(prompts.stream()
                    .flatMap(prompt -> Stream.of(after(prompt, random(84, 2)), after(prompt, random(85, 3))))
                    .toList());
            assertWrittenAsAlone(prompts.stream()
                    .map(prompt -> new TokenGenerator.Task(prompt, 4, 0, 1, 0, Set.of(), ids -> false))
                    .toList());
        }
    }

    @Test
    @DisplayName("more prompts than rows take turns, and each is continued as alone")
    void refill() {
        List<TokenGenerator.Task> tasks = new ArrayList<>();
        for (int i = 0; i < 300; i++) { // over 128 rows; many are over early
            int limit = 1 + i * 7 % 11;
            tasks.add(new TokenGenerator.Task(
                    random(100 + i, 3 + i % 13), 11, 0, 1, 0, Set.of(), ids -> ids.size() >= limit));
        }
        TokenGenerator generator = new TokenGenerator(decoder);

        List<TokenGenerator.Answer> together = generator.generate(tasks);

        for (int i = 0; i < tasks.size(); i += 17) {
            TokenGenerator.Answer alone =
                    generator.generate(List.of(tasks.get(i))).get(0);
            assertEquals(alone.ids(), together.get(i).ids(), "task " + i);
            assertEquals(alone.nats(), together.get(i).nats(), CLOSE, "task " + i);
        }
    }

    private void assertWrittenAsAlone(List<TokenGenerator.Task> tasks) {
        TokenGenerator generator = new TokenGenerator(decoder);

        List<TokenGenerator.Answer> together = generator.generate(tasks);

        for (int i = 0; i < tasks.size(); i++) {
            TokenGenerator.Answer alone =
                    generator.generate(List.of(tasks.get(i))).get(0);
            assertEquals(alone.ids(), together.get(i).ids(), "task " + i);
            assertEquals(alone.nats(), together.get(i).nats(), CLOSE, "task " + i);
        }
    }

    private void assertScoredAsAlone(List<TokenScorer.Sequence> sequences) {
        TokenScorer scorer = new TokenScorer(decoder);

        List<TokenScorer.Score> together = scorer.score(sequences);

        for (int i = 0; i < sequences.size(); i++) {
            TokenScorer.Score alone = scorer.score(List.of(sequences.get(i))).get(0);
            assertArrayEquals(alone.nats(), together.get(i).nats(), CLOSE, "sequence " + i);
            assertEquals(alone.greedy(), together.get(i).greedy());
            assertTrue(alone.sum() < 0);
        }
    }

    private static TokenScorer.Sequence after(List<Integer> context, List<Integer> tail) {
        return new TokenScorer.Sequence(joined(context, tail), context.size());
    }

    private static List<Integer> joined(List<Integer> start, List<Integer> more) {
        List<Integer> all = new ArrayList<>(start);
        all.addAll(more);
        return all;
    }

    private static List<Integer> random(long seed, int tokens) {
        return new SplittableRandom(seed).ints(tokens, 2, 258).boxed().toList();
    }
}
