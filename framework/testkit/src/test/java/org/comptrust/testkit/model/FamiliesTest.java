package org.comptrust.testkit.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.Family;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.decoder.BlockParts;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.TokenGenerator;
import org.comptrust.models.decoder.TokenScorer;
import org.comptrust.models.format.Export;
import org.comptrust.models.format.ExportFormat;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.models.pool.CompressionStep;
import org.comptrust.models.pool.Variant;
import org.comptrust.testkit.Tolerances;
import org.comptrust.testkit.model.FamilyCheckpoint.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every family, and every member of a configuration that changes what is computed, against plain float64 loops. */
class FamiliesTest extends AgainstPapers {
    /** A model and what its papers say of it. */
    enum Case {
        LLAMA(FamilyModel.of("llama")),
        LLAMA_WITH_BIASES(FamilyModel.of("llama")
                .with(Part.QKV_BIAS, Part.OUTPUT_BIAS, Part.MLP_BIAS)
                .config("attention_bias: true, mlp_bias: true")),
        LLAMA_TIED(FamilyModel.of("llama").config("tie_word_embeddings: true")),
        LLAMA_3(FamilyModel.of("llama").config("""
                rope_scaling: {rope_type: 'llama3', factor: 8.0, low_freq_factor: 1.0, high_freq_factor: 4.0,
                               original_max_position_embeddings: 16}""").frequency(Case::llama3)),
        LLAMA_LINEAR(FamilyModel.of("llama")
                .config("rope_scaling: {type: 'linear', factor: 4.0}")
                .frequency(i -> FamilyModel.plainFrequency(i, 8) / 4)),
        LLAMA_DYNAMIC(FamilyModel.of("llama").config("rope_scaling: {rope_type: 'dynamic', factor: 4.0}")),
        MISTRAL(FamilyModel.of("mistral").config("sliding_window: 5").window(block -> 5)),
        QWEN2(FamilyModel.of("qwen2").with(Part.QKV_BIAS).config("sliding_window: 5")),
        QWEN2_WITH_WINDOWS(FamilyModel.of("qwen2")
                .with(Part.QKV_BIAS)
                .config("use_sliding_window: true, sliding_window: 5, max_window_layers: 1")
                .window(block -> block < 1 ? 0 : 5)),
        QWEN3(FamilyModel.of("qwen3").with(Part.HEAD_NORMS).config("tie_word_embeddings: true")),
        QWEN3_WITH_BIASES_AND_LAYER_TYPES(FamilyModel.of("qwen3")
                .with(Part.HEAD_NORMS, Part.QKV_BIAS, Part.OUTPUT_BIAS)
                .config("""
                        attention_bias: true, use_sliding_window: true, sliding_window: 3,
                        layer_types: ['sliding_attention', 'full_attention', 'sliding_attention']""")
                .window(block -> block == 1 ? 0 : 3)),
        PHI_3(FamilyModel.of("phi3")
                .with(Part.FUSED)
                .config("sliding_window: 7")
                .window(block -> 7)),
        PHI_4_MINI(FamilyModel.of("phi3")
                .with(Part.FUSED)
                .config("""
                        partial_rotary_factor: 0.5, tie_word_embeddings: true,
                        max_position_embeddings: 256, original_max_position_embeddings: 64,
                        rope_scaling: {type: 'longrope', short_factor: [1.0, 1.5], long_factor: [2.0, 9.0]}""")
                .rotating(4)
                .frequency(i -> FamilyModel.plainFrequency(i, 4) / (i == 0 ? 1 : 1.5))
                .amplitude(Math.sqrt(1 + Math.log(256 / 64.0) / Math.log(64))));

        private final FamilyModel model;

        Case(FamilyModel model) {
            this.model = model;
        }

        FamilyCheckpoint checkpoint() {
            return model.checkpoint(31 + ordinal());
        }

        PlainDecoder plain() {
            return model.plain(31 + ordinal());
        }

        /** As Meta's own code has it, with wavelengths: long ones by factor 8, short ones kept, 4 to 16 positions blended. */
        private static double llama3(int i) {
            double frequency = FamilyModel.plainFrequency(i, 8);
            double wavelength = 2 * Math.PI / frequency;
            if (wavelength < 16 / 4.0) {
                return frequency;
            }
            if (wavelength > 16 / 1.0) {
                return frequency / 8;
            }
            double smooth = (16 / wavelength - 1) / (4 - 1);
            return (1 - smooth) * frequency / 8 + smooth * frequency;
        }
    }

    @Test
    void everyFamilyIsHere() {
        Set<String> missing = new HashSet<>(Family.names());
        for (Case one : Case.values()) {
            missing.remove(one.model.type());
        }

        assertEquals(Set.of(), missing);
    }

    @ParameterizedTest
    @EnumSource
    void logitsAgree(Case one) {
        List<Integer> ids = tokens(5, 40);
        double[][] expected = one.plain().logits(ids);
        try (BaseModel model = open(one.checkpoint());
                PtNDManager scope = engine.newScope()) {
            close(expected, model.decoder().logits(ids, scope).toFloatArray());
        }
    }

    @ParameterizedTest
    @EnumSource
    void bfloat16CheckpointsAreComputedInFloat32(Case one) {
        List<Integer> ids = tokens(5, 12);
        double[][] expected = one.plain().logits(ids);
        try (BaseModel model = open(one.checkpoint(), StoredType.BF16, Precision.FLOAT32);
                PtNDManager scope = engine.newScope()) {
            close(expected, model.decoder().logits(ids, scope).toFloatArray());
        }
    }

    @ParameterizedTest
    @EnumSource
    void logLikelihoodsOfRaggedBatchesAgree(Case one) {
        List<List<Integer>> texts = List.of(tokens(1, 3), tokens(2, 33), tokens(3, 2), tokens(4, 17));
        try (BaseModel model = open(one.checkpoint())) {
            assertScores(
                    one.plain(),
                    model,
                    texts.stream().map(ids -> new TokenScorer.Sequence(ids, 1)).toList());
        }
    }

    /** Prompts of different lengths, one twice, written on beyond every window while other rows leave the batch. */
    @ParameterizedTest
    @EnumSource
    void greedyTextThroughTheCacheAgrees(Case one) {
        List<List<Integer>> prompts = List.of(tokens(6, 3), tokens(7, 19), tokens(8, 1), tokens(8, 1), tokens(9, 11));
        int[] tokens = {14, 9, 3, 3, 1};
        PlainDecoder plain = one.plain();
        try (BaseModel model = open(one.checkpoint())) {
            List<TokenGenerator.Task> tasks = IntStream.range(0, tokens.length)
                    .mapToObj(i -> new TokenGenerator.Task(prompts.get(i), tokens[i], 0, 1, 0, Set.of(), ids -> false))
                    .toList();
            List<TokenGenerator.Answer> answers = new TokenGenerator(model.decoder()).generate(tasks);
            for (int i = 0; i < tokens.length; i++) {
                List<Integer> expected = plain.greedy(prompts.get(i), tokens[i]);
                assertEquals(expected, answers.get(i).ids(), "row " + i);
                double[] nats = plain.logLikelihoods(joined(prompts.get(i), expected));
                double sum = 0;
                for (int t = prompts.get(i).size() - 1; t < nats.length; t++) {
                    sum += nats[t];
                }
                assertEquals(sum, answers.get(i).nats(), tokens[i] * TOLERANCE, "row " + i);
            }
        }
    }

    /** A beginning of 32 tokens is read once; answers branch off one row behind it. */
    @ParameterizedTest
    @EnumSource
    void whatFollowsASharedBeginningAgrees(Case one) {
        List<TokenScorer.Sequence> sequences = choicesBehind(tokens(3, 37), 2);
        List<List<Integer>> prompts =
                sequences.stream().map(TokenScorer.Sequence::ids).toList();
        PlainDecoder plain = one.plain();
        try (BaseModel model = open(one.checkpoint())) {
            assertScores(plain, model, sequences);
            List<TokenGenerator.Answer> answers = greedy(model, prompts, 4);
            for (int i = 0; i < prompts.size(); i++) {
                assertEquals(plain.greedy(prompts.get(i), 4), answers.get(i).ids(), "sequence " + i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void partsOfABlockMakeTheWholeToTheLastBit(Case one) {
        try (BaseModel model = open(one.checkpoint());
                PtNDManager scope = engine.newScope()) {
            Decoder decoder = model.decoder();
            for (int block = 0; block < model.shape().blocks().size(); block++) {
                PtNDArray x = (PtNDArray) scope.randomNormal(new Shape(2, 13, 16));
                BlockParts parts = decoder.parts(block);
                PtNDArray attended = parts.attended(parts.attentionInput(x, scope), scope);
                PtNDArray middle = parts.middle(x, attended, scope);
                PtNDArray inner = parts.inner(parts.mlpInput(middle, scope), scope);

                assertArrayEquals(
                        decoder.block(x, block, scope).toFloatArray(),
                        parts.output(middle, inner, scope).toFloatArray(),
                        0f);
            }
        }
    }

    /** Queries of a windowed block go in chunks of 512. */
    @Test
    void windowsAgreeAcrossChunksOfALongText() {
        FamilyModel windowed = FamilyModel.of("mistral")
                .config("sliding_window: 600, max_position_embeddings: 1400, num_hidden_layers: 2")
                .window(block -> 600);
        List<Integer> ids = tokens(12, 1300);
        double[][] expected = windowed.plain(3).logits(ids);
        try (BaseModel model = open(windowed.checkpoint(3));
                PtNDManager scope = engine.newScope()) {
            close(expected, model.decoder().logits(ids, scope).toFloatArray());
        }
    }

    /** Formats know linears by name and shape; a fused one is like any other. */
    @ParameterizedTest
    @EnumSource(
            value = ExportFormat.class,
            names = {"GPTQ", "AWQ", "COMPRESSED_TENSORS"})
    void aFusedModelIsWrittenInTheFormatsOfOthersAndReadAgain(ExportFormat format) {
        FamilyCheckpoint checkpoint = FamilyModel.of("phi3")
                .with(Part.FUSED)
                .config("hidden_size: 64, intermediate_size: 96, head_dim: 16")
                .checkpoint(3);
        CompressionStep step = new CompressionStep(
                "test", format.id(), "{}", new RoundedRows(4, 32, false, false, 1), Optional.empty());
        Path out = folder.resolve(format.id());
        List<Integer> ids = tokens(4, 20);
        try (BaseModel model = open(checkpoint, StoredType.BF16, Precision.FLOAT32);
                Variant variant = model.acquire(List.of(step), 0, (done, total) -> {});
                PtNDManager scope = engine.newScope()) {
            Path artifact = folder.resolve("cache").resolve(variant.facts().key());
            new Export(engine).write(Checkpoint.open(artifact), format, out, (done, total) -> {});
            float[] judged;
            float[] written;
            try (BaseModel ours = BaseModel.open(engine, artifact, folder.resolve("none"));
                    BaseModel theirs = BaseModel.open(engine, out, folder.resolve("none"))) {
                judged = ours.decoder().logits(ids, scope).toFloatArray();
                written = theirs.decoder().logits(ids, scope).toFloatArray();
            }
            // In these formats all else is float16, which cuts the smallest numbers of the model.
            assertTrue(Tolerances.relativeFrobenius(judged, written) < 1e-3);
            assertTrue(Tolerances.relativeFrobenius(
                            model.decoder().logits(ids, scope).toFloatArray(), judged)
                    > 1e-2);
        }
    }

    private static void close(double[][] expected, float[] actual) {
        assertEquals(expected.length * expected[0].length, actual.length);
        for (int t = 0; t < expected.length; t++) {
            for (int token = 0; token < expected[t].length; token++) {
                double error = Math.abs(expected[t][token] - actual[t * expected[t].length + token]);
                int at = t;
                int of = token;
                assertTrue(error <= TOLERANCE, () -> "position " + at + ", token " + of + ": off by " + error);
            }
        }
    }
}
