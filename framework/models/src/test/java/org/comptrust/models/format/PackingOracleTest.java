package org.comptrust.models.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.SafetensorsFile;
import org.comptrust.models.checkpoint.StoredLinear;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.checkpoint.WeightFormat;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.store.TensorIo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Packed tensors that the formats' own tools wrote, from the index of the oracles alone: read to the bit, and written to the bit. */
@Tag("oracle")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PackingOracleTest {
    @TempDir
    Path folder;

    private Path oracles;
    private TorchEngine engine;
    private TensorIo io;
    private Packing packing;
    private LinearFormats formats;

    @BeforeAll
    void open() {
        String named = System.getProperty("comptrust.oracles", "");
        assertTrue(!named.isEmpty(), "oracle tests need -Dcomptrust.oracles=DIR");
        oracles = Path.of(named).resolve("fixtures").resolve("compression");
        engine = TorchEngine.cpu();
        io = new TensorIo(engine);
        packing = new Packing(engine);
        formats = new LinearFormats(engine);
    }

    @AfterAll
    void close() {
        engine.close();
    }

    @Test
    void everyPackedTensorIsReadAndWrittenToTheBit() throws IOException {
        JsonNode index =
                new ObjectMapper().readTree(oracles.resolve("index.json").toFile());
        int found = 0;
        Set<String> refused = new TreeSet<>();
        List<String> failures = new ArrayList<>();
        for (JsonNode one : index.path("cases")) {
            if (one.path("method").asText().equals("packing")) {
                found++;
                try (PtNDManager scope = engine.newScope()) {
                    String format = new Case(one, scope).check();
                    if (!format.isEmpty()) {
                        refused.add(format);
                    }
                } catch (AssertionError | RuntimeException e) {
                    failures.add(one.path("id").asText() + ": " + e);
                }
            }
        }
        System.out.println("packing: " + (found - failures.size()) + " of " + found + ", of these refused by name: "
                + String.join(", ", refused));
        assertTrue(found > 0, "the index has no packing case");
        assertEquals(List.of(), failures);
    }

    private final class Case {
        private final JsonNode one;
        private final PtNDManager scope;
        private final Map<String, TensorEntry> tensors;

        Case(JsonNode one, PtNDManager scope) {
            this.one = one;
            this.scope = scope;
            this.tensors = SafetensorsFile.open(oracles.resolve(one.path("file").asText()))
                    .tensors();
        }

        /** @return the format, if it is one that is refused */
        String check() throws IOException {
            String format = one.path("settings").path("format").asText();
            if (format.startsWith("gptq v1")) {
                gptq();
            } else if (format.equals("awq gemm")) {
                awq();
            } else if (format.endsWith("pack-quantized")) {
                packQuantized("dense", WeightFormat.PACK_QUANTIZED);
                packQuantized("padded", WeightFormat.PACK_QUANTIZED_PADDED);
            } else if (format.endsWith("sparse-24-bitmask")) {
                sparse(WeightFormat.SPARSE_24_BITMASK);
            } else if (format.endsWith("sparse-bitmask")) {
                sparse(WeightFormat.SPARSE_BITMASK);
            } else if (format.startsWith("llm-awq v2")) {
                refusal();
                return "llm-awq v2";
            } else {
                throw new IllegalArgumentException("unknown format " + format);
            }
            return "";
        }

        private void gptq() throws IOException {
            int bits = one.path("settings").path("bits").asInt();
            LinearShape linear = linear(
                    output("qweight").shape().get(1), input("g_idx").shape().get(0));
            NDArray codes = packing.array(scope, "transposed", bytes(input("codes_in_by_out")));
            NDArray scales = io.rounded(io.read(input("scales_out_by_group"), scope), StoredType.F16, scope);
            NDArray zeros = io.read(input("zeros_out_by_group"), scope);
            GroupQuantizedWeight weight =
                    packing.weight(bits, codes, scales, zeros, packing.numbers(stored(input("g_idx")), scope));
            boolean zeroPoint0 = packing.count("count_equal", zeros, 0.0) > 0;

            if (zeroPoint0) {
                UnsuitableFormatException e = assertThrows(
                        UnsuitableFormatException.class,
                        () -> formats.encode(WeightFormat.GPTQ, linear, weight, scope));
                assertTrue(e.getMessage().contains("zero-points of 0"), e.getMessage());
                assertTrue(e.getMessage().contains("GPTQ v2 does not"), e.getMessage());
            } else {
                PackedLinear packed = formats.encode(WeightFormat.GPTQ, linear, weight, scope);
                same("qweight", output("qweight"), packed);
                same("qzeros", output("qzeros"), packed);
                same("g_idx", input("g_idx"), packed);
            }
            GroupQuantizedWeight v2 =
                    formats.decode(formats.encode(WeightFormat.GPTQ_V2, linear, weight, scope), scope);
            equal("codes by way of v2", codes, v2.codes());
            equal("zero-points by way of v2", zeros, v2.zeroPoints());

            int size = one.path("settings").path("group_size").asInt();
            TreeMap<String, TensorEntry> parts = new TreeMap<>(Map.of(
                    "qweight", output("qweight"),
                    "qzeros", output("qzeros"),
                    "scales", output("scales"),
                    "g_idx", input("g_idx")));
            StoredLinear file = new StoredLinear(linear, WeightFormat.GPTQ, bits, size < 0 ? linear.in() : size, parts);
            List<String> warnings = new ArrayList<>();
            LinearFormats reader = new LinearFormats(engine, warnings::add);
            GroupQuantizedWeight read = reader.decode(reader.read(file, scope), scope);
            equal("codes read", codes, read.codes());
            if (zeroPoint0) {
                assertTrue(warnings.get(0).contains("qzeros"), warnings.toString());
            } else {
                equal("zero-points read", zeros, read.zeroPoints());
                assertEquals(0, largestDifference(reader.dense(read, scope), reader.dense(file, scope)));
            }
            double limit = one.path("tolerance")
                    .path("kernel_dequantized")
                    .path("max_abs")
                    .asDouble();
            // The kernel that this was run with takes the highest stored zero-point for 0; others, and we, for 2^bits.
            GroupQuantizedWeight kernels = packing.weight(
                    bits, read.codes(), read.scales(), read.zeroPoints().mod(1 << bits), read.groupOf());
            double error =
                    largestDifference(io.read(output("kernel_dequantized"), scope), reader.dense(kernels, scope));
            assertTrue(error <= limit, "dequantized: " + error);
        }

        private void awq() throws IOException {
            LinearShape linear = linear(
                    output("scales").shape().get(1), output("qweight").shape().get(0));
            int size = one.path("settings").path("group_size").asInt();
            NDArray codes = packing.array(scope, "transposed", bytes(input("codes_in_by_out")));
            NDArray scales = packing.array(scope, "transposed", io.read(output("scales"), scope));
            NDArray zeros = packing.array(scope, "transposed", io.read(input("zeros_group_by_out"), scope));
            NDArray groupOf = packing.array(scope, "groups_in_order", codes, linear.in(), size);
            GroupQuantizedWeight weight = packing.weight(4, codes, scales, zeros, groupOf);

            PackedLinear packed = formats.encode(WeightFormat.AWQ, linear, weight, scope);
            same("qweight", output("qweight"), packed);
            same("qzeros", output("qzeros"), packed);
            same("scales", output("scales"), packed);
            TreeMap<String, TensorEntry> parts = new TreeMap<>(
                    Map.of("qweight", output("qweight"), "qzeros", output("qzeros"), "scales", output("scales")));
            PackedLinear file = formats.read(new StoredLinear(linear, WeightFormat.AWQ, 4, size, parts), scope);
            GroupQuantizedWeight read = formats.decode(file, scope);
            equal("codes read", codes, read.codes());
            equal("zero-points read", zeros, read.zeroPoints());

            // The same weight as the first version of GPTQ has it. The tool that made it lets a zero-point of 0 borrow
            // from the
            // outputs after it in the word: such a weight is refused here, and words without one are equal.
            UnsuitableFormatException refused = assertThrows(
                    UnsuitableFormatException.class, () -> formats.encode(WeightFormat.GPTQ, linear, weight, scope));
            assertTrue(refused.getMessage().contains("zero-points of 0"), refused.getMessage());
            NDArray lessOne = zeros.sub(1).maximum(0);
            PackedLinear gptq = formats.encode(
                    WeightFormat.GPTQ_V2, linear, packing.weight(4, codes, scales, lessOne, groupOf), scope);
            assertArrayEquals(
                    raw(output("exllama_qweight")), gptq.part("qweight").bytes().toByteArray());
            int[] expected = words(raw(output("exllama_qzeros")));
            int[] actual = words(gptq.part("qzeros").bytes().toByteArray());
            float[] zeroOf = io.read(input("zeros_group_by_out"), scope).toFloatArray();
            int whole = 0;
            for (int word = 0; word < expected.length; word++) {
                float least = 1;
                for (int output = 8 * word; output < 8 * word + 8; output++) {
                    least = Math.min(least, zeroOf[output]);
                }
                if (least > 0) {
                    assertEquals(expected[word], actual[word], "word " + word + " of exllama_qzeros");
                    whole++;
                }
            }
            assertTrue(whole > 0, "every word has a zero-point of 0");
        }

        private void packQuantized(String layout, WeightFormat format) throws IOException {
            int bits = one.path("settings").path("bits").asInt();
            TensorEntry signed = input("codes");
            LinearShape linear = linear(signed.shape().get(0), signed.shape().get(1));
            int groups = input("zero_points").shape().get(1).intValue();
            int size = (linear.in() + groups - 1) / groups;
            NDArray codes = unsigned(signed, bits, scope);
            NDArray zeros = unsigned(input("zero_points"), bits, scope).toType(DataType.FLOAT32, false);
            NDArray groupOf = packing.array(scope, "groups_in_order", codes, linear.in(), size);
            GroupQuantizedWeight weight =
                    packing.weight(bits, codes, scope.ones(new Shape(linear.out(), groups)), zeros, groupOf);

            PackedLinear packed = new PackQuantizedCodec(packing, format).encode(linear, weight, scope);
            same("weight_packed", output(layout + "/weight_packed"), packed);
            same("weight_zero_point", output(layout + "/weight_zero_point"), packed);
            GroupQuantizedWeight read = formats.decode(packed, scope);
            equal("codes read", codes, read.codes());
            equal("zero-points read", zeros, read.zeroPoints());
        }

        private void sparse(WeightFormat format) throws IOException {
            TensorEntry dense = input("dense");
            LinearShape linear = linear(dense.shape().get(0), dense.shape().get(1));
            TreeMap<String, TensorEntry> parts =
                    new TreeMap<>(Map.of("compressed", output("compressed"), "bitmask", output("bitmask")));

            PtNDArray read = formats.dense(new StoredLinear(linear, format, 0, 0, parts), scope);

            equal("values read", io.read(dense, scope), read);
        }

        /** A folder that says it has this layout, which no Hugging Face reader knows. */
        private void refusal() throws IOException {
            Path model = Path.of(System.getProperty("comptrust.oracles")).resolve("models/synthetic/c-llama3-tied");
            ObjectNode config = (ObjectNode)
                    new ObjectMapper().readTree(model.resolve("config.json").toFile());
            config.putObject("quantization_config")
                    .put("quant_method", "awq")
                    .put("bits", 4)
                    .put("group_size", 32)
                    .put("version", "llm-awq-v2");
            Files.writeString(folder.resolve("config.json"), config.toString());
            Files.copy(model.resolve("model.safetensors"), folder.resolve("model.safetensors"));

            CheckpointException e = assertThrows(CheckpointException.class, () -> Checkpoint.open(folder));

            assertTrue(e.getMessage().contains("'llm-awq-v2'"), e.getMessage());
        }

        private TensorEntry input(String role) {
            return entry(one.path("inputs").path(role).asText());
        }

        private TensorEntry output(String role) {
            return entry(one.path("outputs").path(role).asText());
        }

        private TensorEntry entry(String name) {
            TensorEntry entry = tensors.get(name);
            if (entry == null) {
                throw new IllegalArgumentException("no tensor " + name);
            }
            return entry;
        }

        private PackedTensor stored(TensorEntry entry) {
            return new PackedTensor(entry.type(), entry.shape(), io.readBytes(entry, scope));
        }

        /** {@code [rows, columns]} uint8. */
        private PtNDArray bytes(TensorEntry entry) {
            return packing.array(
                    scope,
                    "matrix",
                    io.readBytes(entry, scope),
                    entry.shape().get(0),
                    entry.shape().get(1));
        }

        private NDArray unsigned(TensorEntry signed, int bits, PtNDManager into) {
            byte[] values = io.readBytes(signed, into).toByteArray();
            for (int i = 0; i < values.length; i++) {
                values[i] += 1 << (bits - 1);
            }
            return into.create(
                    ByteBuffer.wrap(values),
                    new Shape(signed.shape().get(0), signed.shape().get(1)),
                    DataType.UINT8);
        }

        private int[] words(byte[] bytes) {
            int[] words = new int[bytes.length / 4];
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
            return words;
        }

        private byte[] raw(TensorEntry entry) {
            return io.readBytes(entry, scope).toByteArray();
        }

        private void same(String part, TensorEntry expected, PackedLinear packed) {
            PackedTensor actual = packed.part(part);
            assertEquals(expected.shape(), actual.shape(), part);
            assertArrayEquals(raw(expected), actual.bytes().toByteArray(), part);
        }
    }

    private static void equal(String what, NDArray expected, NDArray actual) {
        assertEquals(expected.getShape(), actual.getShape(), what);
        assertTrue(expected.contentEquals(actual), what + " differ");
    }

    private static double largestDifference(NDArray a, NDArray b) {
        float[] left = a.toFloatArray();
        float[] right = b.toFloatArray();
        double largest = 0;
        for (int i = 0; i < left.length; i++) {
            largest = Math.max(largest, Math.abs((double) left[i] - right[i]));
        }
        return Arrays.equals(a.getShape().getShape(), b.getShape().getShape()) ? largest : Double.NaN;
    }

    private static LinearShape linear(long out, long in) {
        return new LinearShape("linear", 0, LinearRole.OTHER, (int) out, (int) in, false);
    }
}
