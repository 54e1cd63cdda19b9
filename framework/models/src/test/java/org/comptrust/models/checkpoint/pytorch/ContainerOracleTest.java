package org.comptrust.models.checkpoint.pytorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.SafetensorsFile;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.TensorEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Weights files and the tensors that PyTorch itself reads from them, as the index of the oracle folder lists them. */
@Tag("oracle")
class ContainerOracleTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("comptrust.oracles", "")).resolve("fixtures/compression");

    private static int cases;
    private static int passed;

    @TestFactory
    List<DynamicTest> eachContainerIsReadAsItsCaseSays() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        JsonNode index = new JsonMapper().readTree(FOLDER.resolve("index.json").toFile());
        for (JsonNode one : index.path("cases")) {
            if (one.path("method").asText().equals("container")) {
                cases++;
                tests.add(DynamicTest.dynamicTest(one.path("id").asText(), () -> {
                    check(one);
                    passed++;
                }));
            }
        }
        assertFalse(tests.isEmpty(), "no cases in " + FOLDER);
        return tests;
    }

    @AfterAll
    static void report() {
        System.out.println("containers: " + passed + " of " + cases);
    }

    private static void check(JsonNode one) throws IOException {
        Path file = FOLDER.resolve(one.path("file").asText());
        String expected = one.path("outputs").path("expected").asText();
        if (expected.isEmpty()) {
            CheckpointException refused =
                    assertThrows(CheckpointException.class, () -> PytorchFile.tensors(file), "was accepted");
            assertTrue(refused.getMessage().contains("contains code ("), refused.getMessage());
            return;
        }
        boolean half = expected.endsWith("rounded to float16");
        String[] words = expected.split(" ");
        Path oracle = FOLDER.resolve(words[0].endsWith(".safetensors") ? words[0] : words[0] + ".safetensors");
        SortedMap<String, TensorEntry> theirs = SafetensorsFile.open(oracle).tensors();
        SortedMap<String, TensorEntry> ours =
                file.toString().endsWith(".json") ? shards(file) : PytorchFile.tensors(file);
        TreeSet<String> names = new TreeSet<>(ours.keySet());
        if (!half) {
            assertEquals(theirs.keySet(), names);
        }
        assertFalse(names.isEmpty());
        for (String name : names) {
            TensorEntry mine = ours.get(name);
            TensorEntry their = theirs.get(name);
            assertEquals(their.shape(), mine.shape(), name);
            assertEquals(half ? StoredType.F16 : their.type(), mine.type(), name);
            byte[] bytes = half ? rounded(numbers(their)) : numbers(their);
            assertArrayEquals(bytes, numbers(mine), name);
        }
    }

    private static SortedMap<String, TensorEntry> shards(Path index) throws IOException {
        SortedMap<String, TensorEntry> all = new TreeMap<>();
        Map<String, JsonNode> map = new TreeMap<>();
        new JsonMapper()
                .readTree(index.toFile())
                .path("weight_map")
                .properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue()));
        for (Map.Entry<String, JsonNode> entry : map.entrySet()) {
            Path shard = index.resolveSibling(entry.getValue().asText());
            all.put(entry.getKey(), SafetensorsFile.open(shard).tensors().get(entry.getKey()));
        }
        return all;
    }

    private static byte[] numbers(TensorEntry tensor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tensor.copyTo(Channels.newChannel(out));
        return out.toByteArray();
    }

    /** float32 to float16, half to even. */
    private static byte[] rounded(byte[] float32) {
        ByteBuffer from = ByteBuffer.wrap(float32).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer into = ByteBuffer.allocate(float32.length / 2).order(ByteOrder.LITTLE_ENDIAN);
        while (from.hasRemaining()) {
            into.putShort(Halves.of(from.getFloat()));
        }
        return into.array();
    }

    /** Written out, as the JDK has the conversion from version 20 on only. */
    private static final class Halves {
        private static short of(float value) {
            int bits = Float.floatToRawIntBits(value);
            int sign = bits >>> 16 & 0x8000;
            float magnitude = Math.abs(value);
            if (magnitude >= 65520) {
                return (short) (sign | 0x7C00);
            }
            // the spacing of float16 at this magnitude: adding and taking away 2^23 of them rounds half to even
            int exponent = Math.max(Math.getExponent(magnitude), -14);
            double unit = Math.scalb(1.0, exponent - 10);
            long steps = (long) Math.rint(magnitude / unit);
            return (short) (sign | (int) (steps + ((long) (exponent + 14) << 10)));
        }
    }
}
