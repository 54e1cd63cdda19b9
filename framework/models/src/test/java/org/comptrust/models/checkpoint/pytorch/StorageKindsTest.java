package org.comptrust.models.checkpoint.pytorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.comptrust.models.checkpoint.ModelFolder;
import org.comptrust.models.checkpoint.SafetensorsWriter;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.BaseModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One model in every way that its files can be written: the logits are the same to the last bit. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StorageKindsTest {
    private static final List<Integer> TEXT = List.of(5, 9, 7, 2, 3, 3, 8, 1, 2, 6);
    private static final String EMBEDDING = "model.embed_tokens.weight";

    @TempDir
    Path folder;

    private TorchEngine engine;
    private ModelFolder model;
    private final SortedMap<String, Tensor> tensors = new TreeMap<>();
    private float[] expected;

    /** Numbers row by row. */
    private record Tensor(List<Long> shape, float[] values) {}

    @BeforeAll
    void start() {
        engine = TorchEngine.cpu();
        SplittableRandom random = new SplittableRandom(5);
        ModelFolder.shapes().forEach((name, shape) -> {
            float[] values = new float[(int) PickleBuilder.count(shape)];
            for (int i = 0; i < values.length; i++) {
                values[i] = exact((shape.size() == 1 ? 1 : 0) + random.nextGaussian() / 2);
            }
            tensors.put(name, new Tensor(shape, values));
        });
    }

    /** A number that is the same in each type: bfloat16 has few digits, float16 has no small numbers of full precision. */
    private static float exact(double number) {
        float kept = Float.intBitsToFloat(Float.floatToIntBits((float) number) & 0xFFFF0000);
        return Math.abs(kept) < 1e-3f ? 0 : kept;
    }

    @AfterAll
    void end() {
        engine.close();
    }

    /** The folder then has no weights. */
    @BeforeEach
    void readTheModelAsItIsUsuallyWritten() throws IOException {
        model = ModelFolder.in(Files.createDirectories(folder.resolve("model")));
        safetensors("model.safetensors", tensors, tensor -> StoredType.F32, name -> name);
        expected = logits();
        Files.move(
                file("model.safetensors"),
                Files.createDirectories(folder.resolve("elsewhere")).resolve("blob"));
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16", "F16"})
    void safetensors(StoredType type) throws IOException {
        safetensors("model.safetensors", tensors, tensor -> type, name -> name);
        assertArrayEquals(expected, logits());
    }

    /** Norms are often kept wider than matrices. */
    @Test
    void safetensorsOfSeveralTypes() throws IOException {
        safetensors(
                "model.safetensors",
                tensors,
                tensor -> tensor.shape().size() == 1 ? StoredType.F32 : StoredType.BF16,
                name -> name);
        assertArrayEquals(expected, logits());
    }

    @Test
    void shardsOfSafetensors() throws IOException {
        for (int shard = 0; shard < 3; shard++) {
            safetensors(shard(shard, "safetensors"), part(shard), tensor -> StoredType.F32, name -> name);
        }
        index("model.safetensors.index.json", "safetensors");
        assertArrayEquals(expected, logits());
    }

    /** Files of a download cache are links to where the bytes are. */
    @Test
    void linksToFilesElsewhere() throws IOException {
        Files.createSymbolicLink(
                file("model.safetensors"), folder.resolve("elsewhere").resolve("blob"));
        assertArrayEquals(expected, logits());
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16", "F16"})
    void anArchiveOfPyTorch(StoredType type) throws IOException {
        archive("pytorch_model.bin", tensors, type);
        assertArrayEquals(expected, logits());
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16", "F16"})
    void theOlderFormOfPyTorch(StoredType type) throws IOException {
        legacy("pytorch_model.bin", tensors, type);
        assertArrayEquals(expected, logits());
    }

    @Test
    void shardsOfPyTorchInBothForms() throws IOException {
        archive(shard(0, "bin"), part(0), StoredType.F32);
        legacy(shard(1, "bin"), part(1), StoredType.F16);
        archive(shard(2, "bin"), part(2), StoredType.BF16);
        index("pytorch_model.bin.index.json", "bin");
        assertArrayEquals(expected, logits());
    }

    /** As a model without its head, a wrapped one, and one that was trained on several devices name them. */
    @ParameterizedTest
    @ValueSource(strings = {"-", "language_model.", "module.", "base_model.model."})
    void namesWithMoreOrLessInFront(String inFront) throws IOException {
        UnaryOperator<String> named = name -> inFront.equals("-") ? name.replaceFirst("^model\\.", "") : inFront + name;
        safetensors("model.safetensors", tensors, tensor -> StoredType.F32, named);
        assertArrayEquals(expected, logits());
    }

    @Test
    void rotaryFrequenciesInTheFileAreNotRead() throws IOException {
        SortedMap<String, Tensor> more = new TreeMap<>(tensors);
        more.put("model.layers.0.self_attn.rotary_emb.inv_freq", new Tensor(List.of(2L), new float[] {9, 9}));
        safetensors("model.safetensors", more, tensor -> StoredType.F32, name -> name);
        assertArrayEquals(expected, logits());
    }

    /** With and without the copy of the embedding that some tools write as the head. */
    @Test
    void aTiedHeadIsTheEmbedding() throws IOException {
        SortedMap<String, Tensor> copied = new TreeMap<>(tensors);
        copied.put("lm_head.weight", tensors.get(EMBEDDING));
        safetensors("model.safetensors", copied, tensor -> StoredType.F32, name -> name);
        float[] untied = logits();
        model.config(config -> config.put("tie_word_embeddings", true));
        assertArrayEquals(untied, logits());
        copied.remove("lm_head.weight");
        safetensors("model.safetensors", copied, tensor -> StoredType.F32, name -> name);
        assertArrayEquals(untied, logits());
    }

    private float[] logits() {
        try (BaseModel opened = BaseModel.open(engine, model.path(), folder.resolve("cache"));
                PtNDManager scope = engine.newScope()) {
            assertEquals(
                    List.of(),
                    opened.checkpoint().warnings().stream()
                            .filter(warning -> !warning.contains("tensor names begin"))
                            .toList());
            return opened.decoder().logits(TEXT, scope).toFloatArray();
        }
    }

    private Path file(String name) {
        return model.path().resolve(name);
    }

    private void safetensors(
            String file,
            SortedMap<String, Tensor> some,
            Function<Tensor, StoredType> typed,
            UnaryOperator<String> named)
            throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        some.forEach((name, tensor) -> {
            StoredType type = typed.apply(tensor);
            writer.add(named.apply(name), type, tensor.shape(), bytes(tensor, type));
        });
        writer.write(file(file));
    }

    private SortedMap<String, Tensor> part(int shard) {
        SortedMap<String, Tensor> part = new TreeMap<>();
        int at = 0;
        for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
            if (at++ % 3 == shard) {
                part.put(tensor.getKey(), tensor.getValue());
            }
        }
        return part;
    }

    private static String shard(int number, String ending) {
        return "model-0000" + (number + 1) + "-of-00003." + ending;
    }

    private void index(String file, String ending) {
        ObjectNode index = new JsonMapper().createObjectNode();
        ObjectNode map = index.putObject("weight_map");
        for (int shard = 0; shard < 3; shard++) {
            for (String name : part(shard).keySet()) {
                map.put(name, shard(shard, ending));
            }
        }
        model.write(file, index.toString());
    }

    private void archive(String file, SortedMap<String, Tensor> some, StoredType type) throws IOException {
        PickleBuilder.zip(file(file), dictionary(some, type, false), storages(some, type));
    }

    private void legacy(String file, SortedMap<String, Tensor> some, StoredType type) throws IOException {
        long[] counts = some.values().stream()
                .mapToLong(tensor -> tensor.values().length)
                .toArray();
        PickleBuilder.legacy(file(file), dictionary(some, type, true), counts, storages(some, type));
    }

    private static byte[] dictionary(SortedMap<String, Tensor> some, StoredType type, boolean legacy) {
        Map<StoredType, String> names = Map.of(
                StoredType.F32, "FloatStorage", StoredType.F16, "HalfStorage", StoredType.BF16, "BFloat16Storage");
        SortedMap<String, List<Long>> shapes = new TreeMap<>();
        some.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return PickleBuilder.dictionary(names.get(type), shapes, legacy);
    }

    private static List<byte[]> storages(SortedMap<String, Tensor> some, StoredType type) {
        return some.values().stream().map(tensor -> bytes(tensor, type).array()).toList();
    }

    private static ByteBuffer bytes(Tensor tensor, StoredType type) {
        ByteBuffer bytes =
                ByteBuffer.allocate(tensor.values().length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : tensor.values()) {
            switch (type) {
                case F32 -> bytes.putFloat(value);
                case BF16 -> bytes.putShort((short) (Float.floatToIntBits(value) >>> 16));
                default -> bytes.putShort(half(value));
            }
        }
        return bytes.flip();
    }

    /** float16 of zero, or of a number from 0.001 to 65504 that bfloat16 holds: 5 bits of exponent, 10 of fraction. */
    private static short half(float value) {
        int bits = Float.floatToIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int exponent = (bits >>> 23 & 0xFF) - 127 + 15;
        return (short) (value == 0 ? sign : sign | exponent << 10 | bits >>> 13 & 0x3FF);
    }
}
