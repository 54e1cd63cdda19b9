package org.comptrust.models.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.StoredLinear;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.checkpoint.WeightFormat;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.format.LinearFormats;
import org.comptrust.models.format.PackedProducts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedDecodingTest {
    private static final int BLOCKS = 2;
    private static final int HIDDEN = 64;
    private static final int INNER = 96;
    private static final int KV = 32;
    private static final int VOCABULARY = 50;

    private static TorchEngine engine;

    @BeforeAll
    static void start() {
        engine = TorchEngine.cpu();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    /** Answers are sampled with the same draws; a nat sum over 16 tokens differs by what bfloat16 rounds. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 8})
    void aFewRowsWrittenWithPackedWeightsAreAsLikelyAsInFloat32(int bits) {
        try (WeightSet packed = weights(Precision.BFLOAT16, bits);
                WeightSet exact = weights(Precision.FLOAT32, bits)) {
            packed.usePacked(PackedUse.ALWAYS);
            assertTrue(packed.readsPacked());
            long expected = packed.expectedPackedBytes();
            List<TokenGenerator.Answer> answers = generate(packed, 2);
            assertTrue(packed.packedBytes() > 0);
            assertEquals(expected, packed.packedBytes());
            TokenScorer scorer = new TokenScorer(new Decoder(engine, exact));
            for (int i = 0; i < answers.size(); i++) {
                List<Integer> whole = new ArrayList<>(prompt(i));
                whole.addAll(answers.get(i).ids());
                double nats = scorer.score(List.of(
                                new TokenScorer.Sequence(whole, prompt(i).size())))
                        .get(0)
                        .sum();
                assertEquals(nats, answers.get(i).nats(), 0.02 * Math.abs(nats));
            }
        }
    }

    @Test
    void itIsTheNumberOfTasksThatDecides() {
        try (WeightSet weights = weights(Precision.BFLOAT16, 4)) {
            weights.usePacked(PackedUse.ALWAYS);
            generate(weights, PackedProducts.ROWS + 1);
            assertEquals(0, weights.packedBytes());
            generate(weights, PackedProducts.ROWS);
            assertTrue(weights.packedBytes() > 0);
        }
    }

    @Test
    void theSameGroupGetsTheSameAnswers() {
        try (WeightSet weights = weights(Precision.BFLOAT16, 4)) {
            weights.usePacked(PackedUse.ALWAYS);
            List<TokenGenerator.Answer> first = generate(weights, 3);
            generate(weights, 6);
            assertEquals(first, generate(weights, 3));
        }
    }

    @Test
    void float32AndWhoSaysNeverDoWithout() {
        try (WeightSet exact = weights(Precision.FLOAT32, 4);
                WeightSet unasked = weights(Precision.BFLOAT16, 4)) {
            exact.usePacked(PackedUse.ALWAYS);
            unasked.usePacked(PackedUse.NEVER);
            assertFalse(exact.readsPacked());
            assertFalse(unasked.readsPacked());
        }
    }

    @Test
    void aWeightThatAVariantReplacesIsNotReadPackedFromTheBase() {
        try (WeightSet base = weights(Precision.BFLOAT16, 4);
                WeightSet variant = base.overlay()) {
            variant.usePacked(PackedUse.ALWAYS);
            String name = "model.layers.0.mlp.down_proj.weight";
            assertTrue(variant.quantized(name).isPresent());
            variant.put(name, variant.scope().zeros(new Shape(HIDDEN, INNER), DataType.FLOAT32));
            assertTrue(variant.quantized(name).isEmpty());
        }
    }

    @Test
    void changedWeightsAreWrittenWith() {
        try (WeightSet weights = weights(Precision.BFLOAT16, 4)) {
            weights.usePacked(PackedUse.ALWAYS);
            List<TokenGenerator.Answer> before = generate(weights, 1);
            putPacked(weights, "model.layers.1.mlp.down_proj", HIDDEN, INNER, 4, 12345);
            assertNotEquals(before.get(0).nats(), generate(weights, 1).get(0).nats());
        }
    }

    @Test
    void aFileThatWentAwayLeavesNothingBehind() {
        try (WeightSet weights = weights(Precision.BFLOAT16, 4)) {
            weights.usePacked(PackedUse.ALWAYS);
            String name = "model.layers.1.mlp.down_proj";
            weights.put(name + ".weight", weights.scope().zeros(new Shape(HIDDEN, INNER), DataType.FLOAT32));
            weights.storedAs(new StoredLinear(
                    new LinearShape(name, 1, LinearRole.DOWN, HIDDEN, INNER, false),
                    WeightFormat.CODES,
                    4,
                    32,
                    new TreeMap<>(Map.of(
                            "codes",
                            new TensorEntry(
                                    name + ".codes",
                                    Path.of("went", "away.safetensors"),
                                    StoredType.U8,
                                    List.of(8L),
                                    0,
                                    8)))));
            weights.list();
            TorchEngine.Handles before = engine.handles();
            assertThrows(CheckpointException.class, weights::packedList);
            assertThrows(CheckpointException.class, weights::packedList);
            assertEquals(before, engine.handles());
        }
    }

    private static List<TokenGenerator.Answer> generate(WeightSet weights, int tasks) {
        return new TokenGenerator(new Decoder(engine, weights))
                .generate(IntStream.range(0, tasks)
                        .mapToObj(i -> new TokenGenerator.Task(prompt(i), 16, 1, 1, i, Set.of(), ids -> false))
                        .toList());
    }

    private static List<Integer> prompt(int seed) {
        return new SplittableRandom(seed).ints(5, 0, VOCABULARY).boxed().toList();
    }

    /** Quantized linears, those of queries, keys and values with biases. */
    private static WeightSet weights(Precision precision, int bits) {
        int headDim = 16;
        Geometry geometry = new Geometry(
                BLOCKS, HIDDEN / headDim, KV / headDim, headDim, 64, 1e-5, Geometry.rotaryFrequencies(headDim, 10000));
        WeightSet weights = WeightSet.base(engine, geometry, precision);
        putNormal(weights, WeightNames.EMBEDDING, 1, VOCABULARY, HIDDEN);
        putNormal(weights, WeightNames.HEAD, 0.2, VOCABULARY, HIDDEN);
        putOnes(weights, WeightNames.FINAL_NORM);
        for (int i = 0; i < BLOCKS; i++) {
            String at = WeightNames.block(i);
            putOnes(weights, at + "input_layernorm.weight");
            putOnes(weights, at + "post_attention_layernorm.weight");
            putPacked(weights, at + "self_attn.q_proj", HIDDEN, HIDDEN, bits, i);
            putPacked(weights, at + "self_attn.k_proj", KV, HIDDEN, bits, i);
            putPacked(weights, at + "self_attn.v_proj", KV, HIDDEN, bits, i);
            putPacked(weights, at + "self_attn.o_proj", HIDDEN, HIDDEN, bits, i);
            putPacked(weights, at + "mlp.gate_proj", INNER, HIDDEN, bits, i);
            putPacked(weights, at + "mlp.up_proj", INNER, HIDDEN, bits, i);
            putPacked(weights, at + "mlp.down_proj", HIDDEN, INNER, bits, i);
            putNormal(weights, at + "self_attn.q_proj.bias", 0.5, HIDDEN);
            putNormal(weights, at + "self_attn.k_proj.bias", 0.5, KV);
            putNormal(weights, at + "self_attn.v_proj.bias", 0.5, KV);
        }
        return weights;
    }

    private static void putOnes(WeightSet weights, String name) {
        weights.put(name, weights.scope().ones(new Shape(HIDDEN), DataType.FLOAT32));
    }

    private static void putNormal(WeightSet weights, String name, double spread, long... shape) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        float[] numbers = new float[(int) new Shape(shape).size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (spread * random.nextGaussian());
        }
        weights.put(name, weights.scope().create(numbers, new Shape(shape)));
    }

    private static void putPacked(WeightSet weights, String linear, int out, int in, int bits, int seed) {
        SplittableRandom random = new SplittableRandom(linear.hashCode() + 31L * seed);
        int group = bits == 8 ? in : 32;
        int groups = in / group;
        float spread = (float) (2 / (Math.sqrt(in) * (1 << bits)));
        float[] scales = new float[out * groups];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = spread * (float) random.nextDouble(0.5, 1.5);
        }
        long[] groupOf = new long[in];
        Arrays.setAll(groupOf, i -> i / group);
        try (PtNDManager scratch = engine.newScope()) {
            GroupQuantizedWeight weight = new GroupQuantizedWeight(
                    bits,
                    scratch.create(random.ints((long) out * in, 0, 1 << bits).toArray(), new Shape(out, in))
                            .toType(DataType.UINT8, false),
                    scratch.create(scales, new Shape(out, groups)),
                    scratch.full(new Shape(out, groups), (float) (1 << (bits - 1))),
                    scratch.create(groupOf),
                    true);
            LinearShape shape = new LinearShape(linear, 0, LinearRole.OTHER, out, in, false);
            weights.putPacked(linear + ".weight", new LinearFormats(engine).pack(shape, weight, weights.scope()));
        }
    }
}
