package org.comptrust.testkit.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.TokenGenerator;
import org.comptrust.models.decoder.TokenScorer;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.BaseModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An engine, and what tests of models against {@link PlainDecoder} have in common. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AgainstPapers {
    /**
     * Logits are some units in size; float32 rounds them at the seventh digit, and the sums through three blocks cost one more.
     * A wrong position, window or channel changes them in the first digit.
     */
    static final double TOLERANCE = 5e-5;

    @TempDir
    Path folder;

    TorchEngine engine;

    @BeforeAll
    void start() {
        engine = TorchEngine.cpu();
    }

    @AfterAll
    void end() {
        engine.close();
    }

    BaseModel open(FamilyCheckpoint checkpoint, StoredType type, Precision precision) {
        Path written = checkpoint.write(folder.resolve("model"), type);
        return BaseModel.open(engine, written, folder.resolve("cache"), precision);
    }

    BaseModel open(FamilyCheckpoint checkpoint) {
        return open(checkpoint, StoredType.F32, Precision.FLOAT32);
    }

    static List<TokenGenerator.Answer> greedy(BaseModel model, List<List<Integer>> prompts, int tokens) {
        return new TokenGenerator(model.decoder())
                .generate(prompts.stream()
                        .map(ids -> new TokenGenerator.Task(ids, tokens, 0, 1, 0, Set.of(), written -> false))
                        .toList());
    }

    /** Three questions behind one beginning, and choices behind each question. */
    static List<TokenScorer.Sequence> choicesBehind(List<Integer> beginning, int choices) {
        List<TokenScorer.Sequence> sequences = new ArrayList<>();
        for (int question = 0; question < 3; question++) {
            List<Integer> context = joined(beginning, tokens(20 + question, 1 + 2 * question));
            for (int choice = 0; choice < choices; choice++) {
                sequences.add(
                        new TokenScorer.Sequence(joined(context, tokens(40 + choice, 1 + choice)), context.size()));
            }
        }
        return sequences;
    }

    /** That the decoder's log-likelihoods are the plain one's. */
    static void assertScores(PlainDecoder plain, BaseModel model, List<TokenScorer.Sequence> sequences) {
        List<TokenScorer.Score> scores = new TokenScorer(model.decoder()).score(sequences);
        for (int i = 0; i < sequences.size(); i++) {
            double[] all = plain.logLikelihoods(sequences.get(i).ids());
            double[] expected = Arrays.copyOfRange(all, sequences.get(i).context() - 1, all.length);
            assertArrayEquals(expected, scores.get(i).nats(), TOLERANCE, "sequence " + i);
        }
    }

    static List<Integer> tokens(int seed, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> (11 * seed + 37 * i + i * i * (seed + 3)) % 258)
                .toList();
    }

    static List<Integer> joined(List<Integer> start, List<Integer> more) {
        List<Integer> all = new ArrayList<>(start);
        all.addAll(more);
        return all;
    }
}
