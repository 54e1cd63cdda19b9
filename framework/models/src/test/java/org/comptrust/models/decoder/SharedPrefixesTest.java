package org.comptrust.models.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.comptrust.models.decoder.SharedPrefixes.Prefix;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SharedPrefixesTest {
    private static final int NO_LIMIT = 4096;

    @Test
    @DisplayName("questions after one few-shot block share the block")
    void block() {
        List<Integer> block = run(100, 64);

        List<Prefix> shared =
                SharedPrefixes.of(List.of(then(block, 1, 2, 3), then(block, 4, 5), then(block, 6)), NO_LIMIT);

        assertEquals(List.of(new Prefix(block, List.of(0, 1, 2))), shared);
    }

    @Test
    @DisplayName("two blocks with a common system prompt are shared each for itself, where that saves more")
    void blocksBeforeSystemPrompt() {
        List<Integer> first = then(run(100, 32), run(200, 64));
        List<Integer> second = then(run(100, 32), run(300, 64));

        List<Prefix> shared =
                SharedPrefixes.of(List.of(then(first, 1), then(second, 2), then(first, 3), then(second, 4)), NO_LIMIT);

        assertEquals(List.of(new Prefix(first, List.of(0, 2)), new Prefix(second, List.of(1, 3))), shared);
    }

    @Test
    @DisplayName("a system prompt is shared where the questions after it differ")
    void systemPrompt() {
        List<Integer> system = run(100, 48);
        List<List<Integer>> questions = IntStream.range(0, 10)
                .mapToObj(i -> then(system, run(1000 + 10 * i, 5)))
                .toList();

        assertEquals(
                List.of(new Prefix(system, IntStream.range(0, 10).boxed().toList())),
                SharedPrefixes.of(questions, NO_LIMIT));
    }

    @Test
    @DisplayName("the last token is always read, even where a sequence is the beginning of another or its equal")
    void somethingIsRead() {
        List<Integer> whole = run(100, 64);

        assertEquals(
                List.of(new Prefix(whole.subList(0, 48), List.of(0, 1, 2))),
                SharedPrefixes.of(List.of(whole, whole, then(whole, 9)), NO_LIMIT));
    }

    @Test
    @DisplayName("short beginnings are not shared, long ones up to the limit")
    void limits() {
        assertEquals(List.of(), SharedPrefixes.of(List.of(then(run(0, 31), 1), then(run(0, 31), 2)), NO_LIMIT));
        assertEquals(
                List.of(new Prefix(run(0, 64), List.of(0, 1))),
                SharedPrefixes.of(List.of(then(run(0, 200), 1), then(run(0, 200), 2)), 64));
    }

    @Test
    @DisplayName("a beginning that saves fewer tokens than its calls cost is not shared")
    void fewTokensOfFewSequences() {
        List<List<Integer>> three = List.of(then(run(0, 32), 1), then(run(0, 32), 2), then(run(0, 32), 3));

        assertEquals(List.of(), SharedPrefixes.of(three.subList(0, 2), NO_LIMIT));
        assertEquals(List.of(new Prefix(run(0, 32), List.of(0, 1, 2))), SharedPrefixes.of(three, NO_LIMIT));
    }

    @Test
    @DisplayName("what is common is read again where it is little beside what follows")
    void longRests() {
        List<Integer> system = run(0, 96);
        List<List<Integer>> records = IntStream.range(1, 5)
                .mapToObj(i -> then(system, run(10_000 * i, 3500)))
                .toList();
        List<List<Integer>> questions = IntStream.range(1, 5)
                .mapToObj(i -> then(system, run(10_000 * i, 350)))
                .toList();

        assertEquals(List.of(), SharedPrefixes.of(records, NO_LIMIT));
        assertEquals(List.of(new Prefix(system, List.of(0, 1, 2, 3))), SharedPrefixes.of(questions, NO_LIMIT));
    }

    @Test
    @DisplayName(
            "whatever the group, members begin with what they share, go on after it, and share one beginning at most")
    void always() {
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            List<List<Integer>> group = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                List<Integer> sequence = new ArrayList<>(run(1000 * random.nextInt(3), random.nextInt(120)));
                sequence.add(random.nextInt(4));
                sequence.addAll(run(5000 * random.nextInt(2), random.nextInt(80)));
                group.add(sequence);
            }

            List<Prefix> shared = SharedPrefixes.of(group, NO_LIMIT);

            List<Integer> members =
                    shared.stream().flatMap(prefix -> prefix.members().stream()).toList();
            assertEquals(members.size(), members.stream().distinct().count());
            for (Prefix prefix : shared) {
                assertTrue(prefix.members().size() >= 2);
                for (int member : prefix.members()) {
                    List<Integer> sequence = group.get(member);
                    assertTrue(sequence.size() > prefix.ids().size());
                    assertEquals(prefix.ids(), sequence.subList(0, prefix.ids().size()));
                }
            }
        }
    }

    private static List<Integer> run(int from, int count) {
        return IntStream.range(from, from + count).boxed().toList();
    }

    private static List<Integer> then(List<Integer> start, Integer... more) {
        return then(start, List.of(more));
    }

    private static List<Integer> then(List<Integer> start, List<Integer> more) {
        List<Integer> all = new ArrayList<>(start);
        all.addAll(more);
        return all;
    }
}
