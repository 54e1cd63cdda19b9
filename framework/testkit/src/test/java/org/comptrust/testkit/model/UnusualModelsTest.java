package org.comptrust.testkit.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.TokenGenerator;
import org.comptrust.models.decoder.TokenScorer;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.testkit.model.FamilyCheckpoint.Parts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Shapes that no round number fits, and configurations in other spellings, against plain float64 loops: texts of 40 tokens through the
 * cache in batches with reordered weights, alone, and behind shared beginnings.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnusualModelsTest {
    private static final double TOLERANCE = 5e-5;
    private static final double THETA = 1000;
    private static final int LONG_TEXT = 40;
    private static final int ROWS = 10;

    @TempDir
    Path folder;

    private TorchEngine engine;

    @BeforeAll
    void start() {
        engine = TorchEngine.cpu();
    }

    @AfterAll
    void end() {
        engine.close();
    }

    /** A model, and what its papers say of it where that is not LLaMA's. */
    enum Case {
        ONE_HEAD_AND_ONE_BLOCK("llama", Parts.PLAIN, config -> config.put("num_attention_heads", 1)
                .put("num_key_value_heads", 1)
                .put("num_hidden_layers", 1)),
        SIX_HEADS_OF_SIX_CHANNELS("llama", Parts.PLAIN, 6, config -> config.put("num_attention_heads", 6)
                .put("num_key_value_heads", 3)
                .put("head_dim", 6)
                .put("hidden_size", 20)
                .put("intermediate_size", 22)
                .put("vocab_size", 261)),
        SEVEN_HEADS_OF_ONE_KEY(
                "qwen2", new Parts(false, false, true, false, false), 10, config -> config.put("num_attention_heads", 7)
                        .put("num_key_value_heads", 1)
                        .put("head_dim", 10)
                        .put("hidden_size", 18)
                        .put("vocab_size", 259)),
        TWO_CHANNELS(
                "mistral", Parts.PLAIN, 2, config -> config.put("head_dim", 2).putNull("sliding_window")),
        TIED_WITH_BIASES(
                "llama", new Parts(false, false, true, true, true), config -> config.put("attention_bias", true)
                        .put("mlp_bias", true)
                        .put("tie_word_embeddings", true)),
        NEWER_SPELLING("llama", Parts.PLAIN, config -> {
            config.remove(List.of("rope_theta", "torch_dtype"));
            config.put("dtype", "float32")
                    .putObject("rope_parameters")
                    .put("rope_type", "default")
                    .put("rope_theta", THETA);
            config.putArray("eos_token_id").add(1).add(3);
        }),
        NEWER_SPELLING_OF_STRETCHING(
                "qwen3",
                new Parts(false, true, false, false, false),
                8,
                config -> {
                    config.remove("rope_theta");
                    config.putObject("rope_parameters")
                            .put("rope_type", "linear")
                            .put("factor", 2.5)
                            .put("rope_theta", THETA);
                },
                i -> plain(8).applyAsDouble(i) / 2.5,
                block -> 0),
        BOTH_SPELLINGS(
                "llama",
                Parts.PLAIN,
                8,
                config -> config.putObject("rope_scaling")
                        .put("type", "linear")
                        .put("rope_type", "linear")
                        .put("factor", 3),
                i -> plain(8).applyAsDouble(i) / 3,
                block -> 0),
        WINDOW_OF_ONE("mistral", Parts.PLAIN, 8, config -> config.put("sliding_window", 1), plain(8), block -> 1),
        WINDOWS_OF_FUSED_BLOCKS(
                "phi3",
                new Parts(true, false, false, false, false),
                6,
                config -> config.put("sliding_window", 9)
                        .put("head_dim", 6)
                        .put("num_attention_heads", 3)
                        .put("num_key_value_heads", 3)
                        .put("vocab_size", 263),
                plain(6),
                block -> 9),
        WINDOWS_BY_LAYER_TYPES(
                "qwen2",
                new Parts(false, false, true, false, false),
                8,
                config -> config.put("use_sliding_window", true)
                        .put("sliding_window", 4)
                        .put("max_window_layers", 0)
                        .putArray("layer_types")
                        .add("full_attention")
                        .add("sliding_attention")
                        .add("full_attention"),
                plain(8),
                block -> block == 1 ? 4 : 0),
        QUARTER_OF_A_HEAD_ROTATED(
                "phi3",
                new Parts(true, false, false, false, false),
                2,
                config -> config.put("partial_rotary_factor", 0.25).putNull("sliding_window"),
                plain(2),
                block -> 0),
        NORMED_HEADS_WITH_WINDOWS(
                "qwen3",
                new Parts(false, true, true, true, false),
                8,
                config -> config.put("attention_bias", true)
                        .put("use_sliding_window", true)
                        .put("sliding_window", 6)
                        .put("max_window_layers", 2)
                        .put("tie_word_embeddings", true),
                plain(8),
                block -> block < 2 ? 0 : 6);

        private final String type;
        private final Parts parts;
        private final Consumer<ObjectNode> change;
        private final int rotated;
        private final IntToDoubleFunction frequency;
        private final IntUnaryOperator window;

        Case(String type, Parts parts, Consumer<ObjectNode> change) {
            this(type, parts, 8, change);
        }

        Case(String type, Parts parts, int rotated, Consumer<ObjectNode> change) {
            this(type, parts, rotated, change, plain(rotated), block -> 0);
        }

        Case(
                String type,
                Parts parts,
                int rotated,
                Consumer<ObjectNode> change,
                IntToDoubleFunction frequency,
                IntUnaryOperator window) {
            this.type = type;
            this.parts = parts;
            this.change = change;
            this.rotated = rotated;
            this.frequency = frequency;
            this.window = window;
        }

        FamilyCheckpoint checkpoint() {
            return FamilyCheckpoint.of(type, parts, 77 + ordinal(), change);
        }

        PlainDecoder plain() {
            return new PlainDecoder(checkpoint(), rotated, frequency, 1, window);
        }

        private static IntToDoubleFunction plain(int channels) {
            return i -> 1 / Math.pow(THETA, 2.0 * i / channels);
        }
    }

    /** Ten rows for 40 tokens each: enough of both for the weights to be reordered. */
    @ParameterizedTest
    @EnumSource
    void longTextsOfManyRowsAgreeTokenByToken(Case one) {
        PlainDecoder plain = one.plain();
        List<List<Integer>> prompts = IntStream.range(0, ROWS)
                .mapToObj(row -> tokens(row, 1 + 2 * row))
                .toList();
        try (BaseModel model = open(one, Precision.FLOAT32)) {
            List<TokenGenerator.Answer> answers = generate(model, prompts);
            for (int row = 0; row < ROWS; row++) {
                assertLikeliest(plain, prompts.get(row), answers.get(row).ids());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLongTextAloneAgrees(Case one) {
        try (BaseModel model = open(one, Precision.FLOAT32)) {
            List<Integer> prompt = tokens(9, 5);
            List<Integer> answer = generate(model, List.of(prompt)).get(0).ids();
            assertLikeliest(one.plain(), prompt, answer);
        }
    }

    /** A block of examples, questions behind it, choices behind those. */
    @ParameterizedTest
    @EnumSource
    void choicesBehindSharedBeginningsAgree(Case one) {
        List<TokenScorer.Sequence> sequences = new ArrayList<>();
        for (int question = 0; question < 3; question++) {
            List<Integer> context = joined(tokens(1, 33), tokens(20 + question, 1 + 2 * question));
            for (int choice = 0; choice < 4; choice++) {
                sequences.add(
                        new TokenScorer.Sequence(joined(context, tokens(40 + choice, 1 + choice)), context.size()));
            }
        }
        PlainDecoder plain = one.plain();
        try (BaseModel model = open(one, Precision.FLOAT32)) {
            List<TokenScorer.Score> scores = new TokenScorer(model.decoder()).score(sequences);
            for (int i = 0; i < sequences.size(); i++) {
                TokenScorer.Sequence sequence = sequences.get(i);
                double[] all = plain.logLikelihoods(sequence.ids());
                double[] expected = Arrays.copyOfRange(all, sequence.context() - 1, all.length);
                assertArrayEquals(expected, scores.get(i).nats(), TOLERANCE, "sequence " + i);
            }
        }
    }

    /**
     * bfloat16 keeps 8 bits: a logit of some units is off by hundredths, after three blocks by tenths. What is written agrees as long as
     * the plain decoder prefers it by more than that; a wrong position or window changes most tokens at once.
     */
    @ParameterizedTest
    @EnumSource
    void longTextsInBfloat16AreAmongTheLikeliest(Case one) {
        PlainDecoder plain = one.plain();
        List<List<Integer>> prompts = IntStream.range(0, ROWS)
                .mapToObj(row -> tokens(row, 1 + 2 * row))
                .toList();
        try (BaseModel model = open(one, Precision.BFLOAT16)) {
            List<TokenGenerator.Answer> answers = generate(model, prompts);
            for (int row = 0; row < ROWS; row++) {
                List<Integer> prompt = prompts.get(row);
                List<Integer> all = joined(prompt, answers.get(row).ids());
                double[][] logits = plain.logits(all);
                for (int t = prompt.size(); t < all.size(); t++) {
                    double[] at = logits[t - 1];
                    double best = Arrays.stream(at).max().orElseThrow();
                    double chosen = at[all.get(t)];
                    int place = t;
                    int of = row;
                    assertTrue(
                            best - chosen < 0.5,
                            () -> "row " + of + ", position " + place + ": " + chosen + " of " + best);
                }
            }
        }
    }

    /** That each token of an answer is the one that the plain decoder likes best after those before it. */
    private static void assertLikeliest(PlainDecoder plain, List<Integer> prompt, List<Integer> answer) {
        assertEquals(LONG_TEXT, answer.size());
        double[][] logits = plain.logits(joined(prompt, answer));
        for (int t = 0; t < answer.size(); t++) {
            double[] at = logits[prompt.size() + t - 1];
            int best = IntStream.range(0, at.length).reduce(0, (a, b) -> at[b] > at[a] ? b : a);
            assertEquals(best, answer.get(t), "token " + t);
        }
    }

    private static List<TokenGenerator.Answer> generate(BaseModel model, List<List<Integer>> prompts) {
        return new TokenGenerator(model.decoder())
                .generate(prompts.stream()
                        .map(ids -> new TokenGenerator.Task(ids, LONG_TEXT, 0, 1, 0, Set.of(), written -> false))
                        .toList());
    }

    private BaseModel open(Case one, Precision precision) {
        Path model = one.checkpoint().write(folder.resolve(one.name()), StoredType.F32);
        return BaseModel.open(engine, model, folder.resolve("cache"), precision);
    }

    private static List<Integer> tokens(int seed, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> (11 * seed + 37 * i + i * i * (seed + 3)) % 258)
                .toList();
    }

    private static List<Integer> joined(List<Integer> start, List<Integer> more) {
        List<Integer> all = new ArrayList<>(start);
        all.addAll(more);
        return all;
    }
}
