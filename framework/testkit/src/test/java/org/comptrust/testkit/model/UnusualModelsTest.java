package org.comptrust.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.TokenGenerator;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.testkit.model.FamilyCheckpoint.Part;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Shapes that no round number fits, and configurations in other spellings, against plain float64 loops: texts of 40 tokens through the
 * cache in batches with reordered weights, alone, and behind shared beginnings.
 */
class UnusualModelsTest extends AgainstPapers {
    private static final int LONG_TEXT = 40;
    private static final int SHORT_TEXT = 12;
    private static final int ROWS = 10;
    private static final List<List<Integer>> PROMPTS =
            IntStream.range(0, ROWS).mapToObj(row -> tokens(row, 1 + 2 * row)).toList();

    /** A model, and what its papers say of it where that is not LLaMA's. */
    enum Case {
        ONE_HEAD_AND_ONE_BLOCK(
                FamilyModel.of("llama").config("num_attention_heads: 1, num_key_value_heads: 1, num_hidden_layers: 1")),
        SIX_HEADS_OF_SIX_CHANNELS(FamilyModel.of("llama").config("""
                num_attention_heads: 6, num_key_value_heads: 3, head_dim: 6, hidden_size: 20, intermediate_size: 22,
                vocab_size: 261""").rotating(6)),
        SEVEN_HEADS_OF_ONE_KEY(FamilyModel.of("qwen2")
                .with(Part.QKV_BIAS)
                .config(
                        "num_attention_heads: 7, num_key_value_heads: 1, head_dim: 10, hidden_size: 18, vocab_size: 259")
                .rotating(10)),
        TWO_CHANNELS(FamilyModel.of("mistral")
                .config("head_dim: 2, sliding_window: null")
                .rotating(2)),
        TIED_WITH_BIASES(FamilyModel.of("llama")
                .with(Part.QKV_BIAS, Part.OUTPUT_BIAS, Part.MLP_BIAS)
                .config("attention_bias: true, mlp_bias: true, tie_word_embeddings: true")),
        NEWER_SPELLING(
                FamilyModel.of("llama").without("rope_theta", "torch_dtype").config("""
                dtype: 'float32', rope_parameters: {rope_type: 'default', rope_theta: 1000.0}, eos_token_id: [1, 3]""")),
        NEWER_SPELLING_OF_STRETCHING(FamilyModel.of("qwen3")
                .with(Part.HEAD_NORMS)
                .without("rope_theta")
                .config("rope_parameters: {rope_type: 'linear', factor: 2.5, rope_theta: 1000.0}")
                .frequency(i -> FamilyModel.plainFrequency(i, 8) / 2.5)),
        BOTH_SPELLINGS(FamilyModel.of("llama")
                .config("rope_scaling: {type: 'linear', rope_type: 'linear', factor: 3}")
                .frequency(i -> FamilyModel.plainFrequency(i, 8) / 3)),
        WINDOW_OF_ONE(FamilyModel.of("mistral").config("sliding_window: 1").window(block -> 1)),
        WINDOWS_OF_FUSED_BLOCKS(FamilyModel.of("phi3")
                .with(Part.FUSED)
                .config(
                        "sliding_window: 9, head_dim: 6, num_attention_heads: 3, num_key_value_heads: 3, vocab_size: 263")
                .rotating(6)
                .window(block -> 9)),
        WINDOWS_BY_LAYER_TYPES(FamilyModel.of("qwen2")
                .with(Part.QKV_BIAS)
                .window(block -> block == 1 ? 4 : 0)
                .config("""
                        use_sliding_window: true, sliding_window: 4, max_window_layers: 0,
                        layer_types: ['full_attention', 'sliding_attention', 'full_attention']""")),
        QUARTER_OF_A_HEAD_ROTATED(FamilyModel.of("phi3")
                .with(Part.FUSED)
                .config("partial_rotary_factor: 0.25, sliding_window: null")
                .rotating(2)),
        NORMED_HEADS_WITH_WINDOWS(FamilyModel.of("qwen3")
                .with(Part.HEAD_NORMS, Part.QKV_BIAS, Part.OUTPUT_BIAS)
                .config("""
                        attention_bias: true, use_sliding_window: true, sliding_window: 6, max_window_layers: 2,
                        tie_word_embeddings: true""")
                .window(block -> block < 2 ? 0 : 6));

        private final FamilyModel model;

        Case(FamilyModel model) {
            this.model = model;
        }

        FamilyCheckpoint checkpoint() {
            return model.checkpoint(77 + ordinal());
        }

        PlainDecoder plain() {
            return model.plain(77 + ordinal());
        }
    }

    /** Ten rows for 40 tokens each: enough of both for the weights to be reordered. */
    @ParameterizedTest
    @EnumSource
    void longTextsOfManyRowsAgreeTokenByToken(Case one) {
        assertManyRowsAgree(one, LONG_TEXT);
    }

    /** Too few tokens for that: steps of so many rows multiply matrices in their plain order the other way round. */
    @ParameterizedTest
    @EnumSource
    void shortTextsOfManyRowsAgreeTokenByToken(Case one) {
        assertManyRowsAgree(one, SHORT_TEXT);
    }

    private void assertManyRowsAgree(Case one, int tokens) {
        PlainDecoder plain = one.plain();
        try (BaseModel model = open(one.checkpoint())) {
            List<TokenGenerator.Answer> answers = greedy(model, PROMPTS, tokens);
            for (int row = 0; row < ROWS; row++) {
                assertLikeliest(plain, PROMPTS.get(row), answers.get(row).ids(), tokens);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLongTextAloneAgrees(Case one) {
        List<Integer> prompt = tokens(9, 5);
        try (BaseModel model = open(one.checkpoint())) {
            List<Integer> answer =
                    greedy(model, List.of(prompt), LONG_TEXT).get(0).ids();
            assertLikeliest(one.plain(), prompt, answer, LONG_TEXT);
        }
    }

    /** A block of examples, questions behind it, choices behind those. */
    @ParameterizedTest
    @EnumSource
    void choicesBehindSharedBeginningsAgree(Case one) {
        try (BaseModel model = open(one.checkpoint())) {
            assertScores(one.plain(), model, choicesBehind(tokens(1, 33), 4));
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
        try (BaseModel model = open(one.checkpoint(), StoredType.F32, Precision.BFLOAT16)) {
            List<TokenGenerator.Answer> answers = greedy(model, PROMPTS, LONG_TEXT);
            for (int row = 0; row < ROWS; row++) {
                List<Integer> prompt = PROMPTS.get(row);
                List<Integer> all = joined(prompt, answers.get(row).ids());
                double[][] logits = plain.logits(all);
                for (int t = prompt.size(); t < all.size(); t++) {
                    double best = Arrays.stream(logits[t - 1]).max().orElseThrow();
                    double chosen = logits[t - 1][all.get(t)];
                    String where = "row " + row + ", position " + t + ": ";
                    assertTrue(best - chosen < 0.5, () -> where + chosen + " of " + best);
                }
            }
        }
    }

    /** That each token of an answer is the one that the plain decoder likes best after those before it. */
    private static void assertLikeliest(PlainDecoder plain, List<Integer> prompt, List<Integer> answer, int tokens) {
        assertEquals(tokens, answer.size());
        double[][] logits = plain.logits(joined(prompt, answer));
        for (int t = 0; t < answer.size(); t++) {
            double[] at = logits[prompt.size() + t - 1];
            int best = IntStream.range(0, at.length).reduce(0, (a, b) -> at[b] > at[a] ? b : a);
            assertEquals(best, answer.get(t), "token " + t);
        }
    }
}
