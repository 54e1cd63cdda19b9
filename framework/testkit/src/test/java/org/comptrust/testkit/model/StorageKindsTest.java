package org.comptrust.testkit.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.comptrust.models.checkpoint.SafetensorsWriter;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.testkit.model.FamilyCheckpoint.Tensor;
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
    private static final List<Integer> TEXT = List.of(5, 99, 7, 200, 31, 31, 8, 150, 2, 64);

    @TempDir
    Path folder;

    private TorchEngine engine;
    private FamilyCheckpoint model;
    private float[] expected;

    @BeforeAll
    void start() {
        engine = TorchEngine.cpu();
    }

    @AfterAll
    void end() {
        engine.close();
    }

    @BeforeEach
    void writeTheModelPlainly() {
        model = FamilyCheckpoint.of("llama", Set.of(), 5, config -> {});
        // float16 has no small numbers of full precision: those that it would round are none.
        model.tensors().values().forEach(tensor -> {
            for (int i = 0; i < tensor.values().length; i++) {
                tensor.values()[i] = Math.abs(tensor.values()[i]) < 1e-3f ? 0 : tensor.values()[i];
            }
        });
        expected = logits(model.write(folder.resolve("plain"), StoredType.F32));
    }

    private float[] logits(Path written) {
        try (BaseModel opened = BaseModel.open(engine, written, folder.resolve("cache"));
                PtNDManager scope = engine.newScope()) {
            assertEquals(
                    List.of(),
                    opened.checkpoint().warnings().stream()
                            .filter(warning -> !warning.contains("tensor names begin"))
                            .toList());
            return opened.decoder().logits(TEXT, scope).toFloatArray();
        }
    }

    /** The plain folder without its weights. */
    private Path bare() throws IOException {
        Path bare = model.write(folder.resolve("bare"), StoredType.F32);
        Files.delete(bare.resolve("model.safetensors"));
        return bare;
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16", "F16"})
    void safetensors(StoredType type) throws IOException {
        Path written = bare();
        safetensors(written.resolve("model.safetensors"), model.tensors(), type, name -> name);
        assertArrayEquals(expected, logits(written));
    }

    /** Norms are often kept wider than matrices. */
    @Test
    void safetensorsOfSeveralTypes() throws IOException {
        Path written = bare();
        SafetensorsWriter writer = new SafetensorsWriter();
        model.tensors().forEach((name, tensor) -> {
            StoredType type = tensor.columns() == 0 ? StoredType.F32 : StoredType.BF16;
            writer.add(name, type, shape(tensor), bytes(tensor, type));
        });
        writer.write(written.resolve("model.safetensors"));
        assertArrayEquals(expected, logits(written));
    }

    @Test
    void shardsOfSafetensors() throws IOException {
        Path written = bare();
        for (int shard = 0; shard < 3; shard++) {
            safetensors(written.resolve(shard(shard, "safetensors")), part(shard), StoredType.F32, name -> name);
        }
        index(written, "model.safetensors.index.json", "safetensors");
        assertArrayEquals(expected, logits(written));
    }

    /** Files of a download cache are links to where the bytes are. */
    @Test
    void linksToFilesElsewhere() throws IOException {
        Path written = bare();
        Files.createSymbolicLink(
                written.resolve("model.safetensors"), folder.resolve("plain").resolve("model.safetensors"));
        assertArrayEquals(expected, logits(written));
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16", "F16"})
    void anArchiveOfPyTorch(StoredType type) throws IOException {
        Path written = bare();
        archive(written.resolve("pytorch_model.bin"), model.tensors(), type);
        assertArrayEquals(expected, logits(written));
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16", "F16"})
    void theOlderFormOfPyTorch(StoredType type) throws IOException {
        Path written = bare();
        legacy(written.resolve("pytorch_model.bin"), model.tensors(), type);
        assertArrayEquals(expected, logits(written));
    }

    @Test
    void shardsOfPyTorchInBothForms() throws IOException {
        Path written = bare();
        archive(written.resolve(shard(0, "bin")), part(0), StoredType.F32);
        legacy(written.resolve(shard(1, "bin")), part(1), StoredType.F16);
        archive(written.resolve(shard(2, "bin")), part(2), StoredType.BF16);
        index(written, "pytorch_model.bin.index.json", "bin");
        assertArrayEquals(expected, logits(written));
    }

    /** As a model without its head, a wrapped one, and one that was trained on several devices name them. */
    @ParameterizedTest
    @ValueSource(strings = {"-", "language_model.", "module.", "base_model.model."})
    void namesWithMoreOrLessInFront(String inFront) throws IOException {
        Path written = bare();
        UnaryOperator<String> named = name -> inFront.equals("-") ? name.replaceFirst("^model\\.", "") : inFront + name;
        safetensors(written.resolve("model.safetensors"), model.tensors(), StoredType.F32, named);
        assertArrayEquals(expected, logits(written));
    }

    @Test
    void rotaryFrequenciesInTheFileAreNotRead() throws IOException {
        Path written = bare();
        TreeMap<String, Tensor> more = new TreeMap<>(model.tensors());
        more.put("model.layers.0.self_attn.rotary_emb.inv_freq", new Tensor(4, 0, new float[] {9, 9, 9, 9}));
        safetensors(written.resolve("model.safetensors"), more, StoredType.F32, name -> name);
        assertArrayEquals(expected, logits(written));
    }

    /** With and without the copy of the embedding that some tools write as the head. */
    @Test
    void aTiedHeadIsTheEmbedding() throws IOException {
        model = FamilyCheckpoint.of("llama", Set.of(), 5, config -> config.put("tie_word_embeddings", true));
        float[] alone = logits(model.write(folder.resolve("tied"), StoredType.F32));
        Path written = bare();
        TreeMap<String, Tensor> more = new TreeMap<>(model.tensors());
        more.put("lm_head.weight", model.tensors().get("model.embed_tokens.weight"));
        safetensors(written.resolve("model.safetensors"), more, StoredType.F32, name -> name);
        assertArrayEquals(alone, logits(written));
        model.config().put("tie_word_embeddings", false);
        Path untied = bare();
        safetensors(untied.resolve("model.safetensors"), more, StoredType.F32, name -> name);
        assertArrayEquals(alone, logits(untied));
        assertTrue(alone.length == TEXT.size() * 258);
    }

    private static void safetensors(
            Path file, SortedMap<String, Tensor> tensors, StoredType type, UnaryOperator<String> named)
            throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        tensors.forEach((name, tensor) -> writer.add(named.apply(name), type, shape(tensor), bytes(tensor, type)));
        writer.write(file);
    }

    private SortedMap<String, Tensor> part(int shard) {
        SortedMap<String, Tensor> part = new TreeMap<>();
        int at = 0;
        for (Map.Entry<String, Tensor> tensor : model.tensors().entrySet()) {
            if (at++ % 3 == shard) {
                part.put(tensor.getKey(), tensor.getValue());
            }
        }
        return part;
    }

    private static String shard(int number, String ending) {
        return "model-0000" + (number + 1) + "-of-00003." + ending;
    }

    private void index(Path written, String file, String ending) throws IOException {
        ObjectNode index = new JsonMapper().createObjectNode();
        ObjectNode map = index.putObject("weight_map");
        for (int shard = 0; shard < 3; shard++) {
            for (String name : part(shard).keySet()) {
                map.put(name, shard(shard, ending));
            }
        }
        Files.writeString(written.resolve(file), index.toString());
    }

    /** As PyTorch writes it since 1.6; the folder in the archive is called as the file. */
    private static void archive(Path file, SortedMap<String, Tensor> tensors, StoredType type) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            stored(zip, "data/data.pkl", pickle(tensors, type, false));
            int key = 0;
            for (Tensor tensor : tensors.values()) {
                stored(zip, "data/data/" + key++, bytes(tensor, type).array());
            }
            stored(zip, "data/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void stored(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** As PyTorch wrote it before: magic number, protocol, system, tensors, keys, and then the numbers. */
    private static void legacy(Path file, SortedMap<String, Tensor> tensors, StoredType type) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {
            (byte) 0x80,
            2,
            (byte) 0x8A,
            10,
            0x6c,
            (byte) 0xfc,
            (byte) 0x9c,
            0x46,
            (byte) 0xf9,
            0x20,
            0x6a,
            (byte) 0xa8,
            0x50,
            0x19,
            '.'
        });
        out.writeBytes(new byte[] {(byte) 0x80, 2, 'M', (byte) 0xE9, 3, '.'});
        out.writeBytes(new byte[] {(byte) 0x80, 2, '}', '.'});
        out.writeBytes(pickle(tensors, type, true));
        out.writeBytes(new byte[] {(byte) 0x80, 2, ']', '('});
        for (int key = 0; key < tensors.size(); key++) {
            text(out, Integer.toString(key));
        }
        out.writeBytes(new byte[] {'e', '.'});
        for (Tensor tensor : tensors.values()) {
            out.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(tensor.values().length)
                    .array());
            out.writeBytes(bytes(tensor, type).array());
        }
        Files.write(file, out.toByteArray());
    }

    private static byte[] pickle(SortedMap<String, Tensor> tensors, StoredType type, boolean legacy) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x80, 2, '}', '('});
        List<String> names = new ArrayList<>(tensors.keySet());
        for (int key = 0; key < names.size(); key++) {
            Tensor tensor = tensors.get(names.get(key));
            text(out, names.get(key));
            global(out, "torch._utils", "_rebuild_tensor_v2");
            out.writeBytes(new byte[] {'(', '('});
            text(out, "storage");
            global(
                    out,
                    "torch",
                    type == StoredType.F32
                            ? "FloatStorage"
                            : type == StoredType.F16 ? "HalfStorage" : "BFloat16Storage");
            text(out, Integer.toString(key));
            text(out, "cpu");
            number(out, tensor.values().length);
            out.writeBytes(legacy ? new byte[] {'N', 't', 'Q'} : new byte[] {'t', 'Q'});
            number(out, 0);
            out.write('(');
            shape(tensor).forEach(size -> number(out, size.intValue()));
            out.writeBytes(new byte[] {'t', '('});
            if (tensor.columns() > 0) {
                number(out, tensor.columns());
            }
            number(out, 1);
            out.writeBytes(new byte[] {'t', (byte) 0x89});
            global(out, "collections", "OrderedDict");
            out.writeBytes(new byte[] {')', 'R', 't', 'R'});
        }
        out.writeBytes(new byte[] {'u', '.'});
        return out.toByteArray();
    }

    private static void global(ByteArrayOutputStream out, String module, String name) {
        out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.write('X');
        little(out, text.length());
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void number(ByteArrayOutputStream out, int number) {
        out.write('J');
        little(out, number);
    }

    private static void little(ByteArrayOutputStream out, int number) {
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array());
    }

    private static List<Long> shape(Tensor tensor) {
        return tensor.columns() == 0
                ? List.of((long) tensor.rows())
                : List.of((long) tensor.rows(), (long) tensor.columns());
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
