package org.comptrust.testkit.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.Family;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.decoder.BlockParts;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.TokenGenerator;
import org.comptrust.models.decoder.TokenScorer;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.format.Export;
import org.comptrust.models.format.ExportFormat;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.models.pool.CompressionStep;
import org.comptrust.models.pool.Variant;
import org.comptrust.testkit.Tolerances;
import org.comptrust.testkit.model.FamilyCheckpoint.Parts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every family, and every member of a configuration that changes what is computed, against plain float64 loops. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FamiliesTest {
    /**
     * Logits are some units in size; float32 rounds them at the seventh digit, and the sums through three blocks cost one more.
     * A wrong position, window or channel changes them in the first digit.
     */
    private static final double TOLERANCE = 3e-5;

    private static final double THETA = 1000;

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

    /** A model and what its papers say of it. */
    enum Case {
        LLAMA("llama", Parts.PLAIN, config -> {}),
        LLAMA_WITH_BIASES(
                "llama", new Parts(false, false, true, true, true), config -> config.put("attention_bias", true)
                        .put("mlp_bias", true)),
        LLAMA_TIED("llama", Parts.PLAIN, config -> config.put("tie_word_embeddings", true)),
        LLAMA_3(
                "llama",
                Parts.PLAIN,
                config -> config.putObject("rope_scaling")
                        .put("rope_type", "llama3")
                        .put("factor", 8.0)
                        .put("low_freq_factor", 1.0)
                        .put("high_freq_factor", 4.0)
                        .put("original_max_position_embeddings", 16),
                8,
                Case::llama3,
                1,
                block -> 0),
        LLAMA_LINEAR(
                "llama",
                Parts.PLAIN,
                config -> config.putObject("rope_scaling").put("type", "linear").put("factor", 4.0),
                8,
                i -> plain(8).applyAsDouble(i) / 4,
                1,
                block -> 0),
        LLAMA_DYNAMIC("llama", Parts.PLAIN, config -> config.putObject("rope_scaling")
                .put("rope_type", "dynamic")
                .put("factor", 4.0)),
        MISTRAL("mistral", Parts.PLAIN, config -> config.put("sliding_window", 5), 8, plain(8), 1, block -> 5),
        QWEN2("qwen2", new Parts(false, false, true, false, false), config -> config.put("sliding_window", 5)),
        QWEN2_WITH_WINDOWS(
                "qwen2",
                new Parts(false, false, true, false, false),
                config -> config.put("use_sliding_window", true)
                        .put("sliding_window", 5)
                        .put("max_window_layers", 1),
                8,
                plain(8),
                1,
                block -> block < 1 ? 0 : 5),
        QWEN3("qwen3", new Parts(false, true, false, false, false), config -> config.put("tie_word_embeddings", true)),
        QWEN3_WITH_BIASES_AND_LAYER_TYPES(
                "qwen3",
                new Parts(false, true, true, true, false),
                config -> config.put("attention_bias", true)
                        .put("use_sliding_window", true)
                        .put("sliding_window", 3)
                        .putArray("layer_types")
                        .add("sliding_attention")
                        .add("full_attention")
                        .add("sliding_attention"),
                8,
                plain(8),
                1,
                block -> block == 1 ? 0 : 3),
        PHI_3(
                "phi3",
                new Parts(true, false, false, false, false),
                config -> config.put("sliding_window", 7),
                8,
                plain(8),
                1,
                block -> 7),
        PHI_4_MINI(
                "phi3",
                new Parts(true, false, false, false, false),
                config -> {
                    config.put("partial_rotary_factor", 0.5).put("tie_word_embeddings", true);
                    config.put("max_position_embeddings", 256).put("original_max_position_embeddings", 64);
                    ObjectNode rope = config.putObject("rope_scaling").put("type", "longrope");
                    rope.putArray("short_factor").add(1.0).add(1.5);
                    rope.putArray("long_factor").add(2.0).add(9.0);
                },
                4,
                i -> plain(4).applyAsDouble(i) / (i == 0 ? 1 : 1.5),
                Math.sqrt(1 + Math.log(256 / 64.0) / Math.log(64)),
                block -> 0);

        private final String type;
        private final Parts parts;
        private final Consumer<ObjectNode> change;
        private final int rotated;
        private final IntToDoubleFunction frequency;
        private final double amplitude;
        private final IntUnaryOperator window;

        Case(String type, Parts parts, Consumer<ObjectNode> change) {
            this(type, parts, change, 8, plain(8), 1, block -> 0);
        }

        Case(
                String type,
                Parts parts,
                Consumer<ObjectNode> change,
                int rotated,
                IntToDoubleFunction frequency,
                double amplitude,
                IntUnaryOperator window) {
            this.type = type;
            this.parts = parts;
            this.change = change;
            this.rotated = rotated;
            this.frequency = frequency;
            this.amplitude = amplitude;
            this.window = window;
        }

        FamilyCheckpoint checkpoint() {
            return FamilyCheckpoint.of(type, parts, 31 + ordinal(), change);
        }

        PlainDecoder plain() {
            return new PlainDecoder(checkpoint(), rotated, frequency, amplitude, window);
        }

        private static IntToDoubleFunction plain(int channels) {
            return i -> 1 / Math.pow(THETA, 2.0 * i / channels);
        }

        /** As Meta's own code has it, with wavelengths: long ones by factor 8, short ones kept, 4 to 16 positions blended. */
        private static double llama3(int i) {
            double frequency = plain(8).applyAsDouble(i);
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
            missing.remove(one.type);
        }

        assertEquals(Set.of(), missing);
    }

    @ParameterizedTest
    @EnumSource
    void logitsAgree(Case one) {
        List<Integer> ids = tokens(5, 40);
        double[][] expected = one.plain().logits(ids);
        try (BaseModel model = open(one, StoredType.F32);
                PtNDManager scope = engine.newScope()) {
            close(expected, model.decoder().logits(ids, scope).toFloatArray());
        }
    }

    @ParameterizedTest
    @EnumSource
    void bfloat16CheckpointsAreComputedInFloat32(Case one) {
        List<Integer> ids = tokens(5, 12);
        double[][] expected = one.plain().logits(ids);
        try (BaseModel model = open(one, StoredType.BF16);
                PtNDManager scope = engine.newScope()) {
            close(expected, model.decoder().logits(ids, scope).toFloatArray());
        }
    }

    @ParameterizedTest
    @EnumSource
    void logLikelihoodsOfRaggedBatchesAgree(Case one) {
        List<List<Integer>> texts = List.of(tokens(1, 3), tokens(2, 33), tokens(3, 2), tokens(4, 17));
        try (BaseModel model = open(one, StoredType.F32)) {
            List<TokenScorer.Score> scores = new TokenScorer(model.decoder())
                    .score(texts.stream()
                            .map(ids -> new TokenScorer.Sequence(ids, 1))
                            .toList());
            for (int i = 0; i < texts.size(); i++) {
                assertArrayEquals(
                        one.plain().logLikelihoods(texts.get(i)), scores.get(i).nats(), TOLERANCE);
            }
        }
    }

    /** Prompts of different lengths, one twice, written on beyond every window while other rows leave the batch. */
    @ParameterizedTest
    @EnumSource
    void greedyTextThroughTheCacheAgrees(Case one) {
        List<List<Integer>> prompts = List.of(tokens(6, 3), tokens(7, 19), tokens(8, 1), tokens(8, 1), tokens(9, 11));
        int[] tokens = {14, 9, 3, 3, 1};
        PlainDecoder plain = one.plain();
        try (BaseModel model = open(one, StoredType.F32)) {
            List<TokenGenerator.Task> tasks = IntStream.range(0, tokens.length)
                    .mapToObj(i -> new TokenGenerator.Task(prompts.get(i), tokens[i], 0, 1, 0, Set.of(), ids -> false))
                    .toList();
            List<TokenGenerator.Answer> answers = new TokenGenerator(model.decoder()).generate(tasks);
            for (int i = 0; i < tokens.length; i++) {
                List<Integer> expected = plain.greedy(prompts.get(i), tokens[i]);
                assertEquals(expected, answers.get(i).ids(), "row " + i);
                List<Integer> all = new ArrayList<>(prompts.get(i));
                all.addAll(expected);
                double[] nats = plain.logLikelihoods(all);
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
        List<TokenScorer.Sequence> sequences = new ArrayList<>();
        for (int question = 0; question < 3; question++) {
            List<Integer> context = new ArrayList<>(tokens(3, 37));
            context.addAll(tokens(20 + question, 2 + 3 * question));
            for (int answer = 0; answer < 2; answer++) {
                List<Integer> ids = new ArrayList<>(context);
                ids.addAll(tokens(40 + answer, 2 + 2 * answer));
                sequences.add(new TokenScorer.Sequence(ids, context.size()));
            }
        }
        PlainDecoder plain = one.plain();
        try (BaseModel model = open(one, StoredType.F32)) {
            List<TokenScorer.Score> scores = new TokenScorer(model.decoder()).score(sequences);
            List<TokenGenerator.Answer> answers = new TokenGenerator(model.decoder())
                    .generate(sequences.stream()
                            .map(sequence ->
                                    new TokenGenerator.Task(sequence.ids(), 4, 0, 1, 0, Set.of(), ids -> false))
                            .toList());
            for (int i = 0; i < sequences.size(); i++) {
                List<Integer> ids = sequences.get(i).ids();
                double[] nats = plain.logLikelihoods(ids);
                double[] expected = Arrays.copyOfRange(nats, sequences.get(i).context() - 1, nats.length);
                assertArrayEquals(expected, scores.get(i).nats(), TOLERANCE, "sequence " + i);
                assertEquals(plain.greedy(ids, 4), answers.get(i).ids(), "sequence " + i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void partsOfABlockMakeTheWholeToTheLastBit(Case one) {
        try (BaseModel model = open(one, StoredType.F32);
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
        FamilyCheckpoint checkpoint =
                FamilyCheckpoint.of("mistral", Parts.PLAIN, 3, config -> config.put("sliding_window", 600)
                        .put("max_position_embeddings", 1400)
                        .put("num_hidden_layers", 2));
        List<Integer> ids = tokens(12, 1300);
        double[][] expected = new PlainDecoder(checkpoint, 8, Case.plain(8), 1, block -> 600).logits(ids);
        try (BaseModel model = open(checkpoint, StoredType.F32);
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
        FamilyCheckpoint checkpoint = FamilyCheckpoint.of(
                "phi3", new Parts(true, false, false, false, false), 3, config -> config.put("hidden_size", 64)
                        .put("intermediate_size", 96)
                        .put("head_dim", 16));
        CompressionStep step = new CompressionStep(
                "test", format.id(), "{}", new RoundedRows(4, 32, false, false, 1), Optional.empty());
        Path out = folder.resolve(format.id());
        List<Integer> ids = tokens(4, 20);
        try (BaseModel model = open(checkpoint, StoredType.BF16);
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

    private BaseModel open(Case one, StoredType type) {
        return open(one.checkpoint(), type);
    }

    private BaseModel open(FamilyCheckpoint checkpoint, StoredType type) {
        Path written = checkpoint.write(folder.resolve("model"), type);
        return BaseModel.open(engine, written, folder.resolve("cache"));
    }

    private static List<Integer> tokens(int seed, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> (7 * seed + 31 * i + i * i * seed) % 258)
                .toList();
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
