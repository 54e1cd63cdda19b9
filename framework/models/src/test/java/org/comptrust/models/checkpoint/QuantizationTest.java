package org.comptrust.models.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders whose linears are packed: what is taken, and what is refused by name, before any weight is read. */
class QuantizationTest {
    private static final int HIDDEN = 64;
    private static final int INNER = 96;
    private static final String FIRST = "model.layers.0.self_attn.q_proj";

    private record Tensor(StoredType type, List<Long> shape) {}

    @TempDir
    Path folder;

    private final Map<String, Tensor> tensors = new TreeMap<>();
    private final Map<String, long[]> said = new TreeMap<>();
    private ObjectNode config = new JsonMapper().createObjectNode();

    /** A model of GPTQ files, 4 bits in groups of 32. */
    @BeforeEach
    void gptq() {
        config = new JsonMapper().createObjectNode();
        config.put("model_type", "llama").put("hidden_act", "silu").put("torch_dtype", "float16");
        config.put("hidden_size", HIDDEN).put("intermediate_size", INNER).put("num_hidden_layers", 1);
        config.put("num_attention_heads", 2).put("num_key_value_heads", 1).put("vocab_size", 10);
        config.put("tie_word_embeddings", true);
        quantization("gptq").put("bits", 4).put("group_size", 32).put("desc_act", false);
        tensors.clear();
        put("model.embed_tokens.weight", StoredType.F16, 10, HIDDEN);
        put("model.norm.weight", StoredType.F16, HIDDEN);
        put("model.layers.0.input_layernorm.weight", StoredType.F16, HIDDEN);
        put("model.layers.0.post_attention_layernorm.weight", StoredType.F16, HIDDEN);
        linears((name, out, in) -> {
            put(name + ".qweight", StoredType.I32, in / 8, out);
            put(name + ".qzeros", StoredType.I32, in / 32, out / 8);
            put(name + ".scales", StoredType.F16, in / 32, out);
            put(name + ".g_idx", StoredType.I32, in);
        });
    }

    @Test
    void packedLinearsAreFoundWithTheirBits() {
        StoredLinear first = open().linears().get(FIRST);

        assertEquals(WeightFormat.GPTQ, first.format());
        assertEquals(4, first.bits());
        assertEquals(32, first.groupSize());
        assertEquals(4 + (16 + 4) / 32.0 + 32.0 / HIDDEN, first.bitsPerWeight());
        assertEquals(List.of(), open().warnings());
    }

    @Test
    void theFileOfOlderToolsSaysTheSame() throws IOException {
        ObjectNode quantization = (ObjectNode) config.remove("quantization_config");
        quantization.remove("quant_method");
        write();
        Files.writeString(folder.resolve("quantize_config.json"), quantization.toString());
        Files.move(folder.resolve("model.safetensors"), folder.resolve("gptq_model-4bit-32g.safetensors"));

        assertEquals(
                WeightFormat.GPTQ, Checkpoint.open(folder).linears().get(FIRST).format());
    }

    @Test
    void aLinearMayStayAsItIs() {
        List.of("qweight", "qzeros", "scales", "g_idx").forEach(part -> tensors.remove(FIRST + "." + part));
        put(FIRST + ".weight", StoredType.F16, HIDDEN, HIDDEN);

        assertEquals(WeightFormat.DENSE, open().linears().get(FIRST).format());
    }

    @Test
    void whatIsMissingOrWrongIsNamed() {
        refused(() -> tensors.remove(FIRST + ".scales"), FIRST + ".scales is missing", "gptq");
        refused(() -> put(FIRST + ".qzeros", StoredType.I32, 2, 4), FIRST + ".qzeros has shape [2, 4]", "[2, 8]");
        refused(() -> put(FIRST + ".scales", StoredType.I32, 2, 64), FIRST + ".scales is stored as I32", "F16");
        refused(
                () -> {
                    tensors.remove(FIRST + ".g_idx");
                    quantization().put("desc_act", true);
                },
                FIRST + ".g_idx is missing");
        refused(() -> quantization().put("bits", 5), "quantization_config.bits must be 2, 3, 4 or 8, is 5");
        refused(() -> quantization().put("group_size", 0), "group_size must be positive, or -1");
    }

    @Test
    void layoutsOfSingleKernelsAreRefusedByName() {
        refused(() -> quantization().put("checkpoint_format", "marlin"), "'marlin' is the layout of one kernel");
        refused(() -> quantization().put("is_marlin_format", true), "'marlin'");
        refused(() -> quantization().putObject("dynamic").put("x", 1), "dynamic");
        for (String version : List.of("gemv", "gemv_fast", "marlin", "llm-awq-v2")) {
            refused(
                    () -> quantization("awq")
                            .put("bits", 4)
                            .put("group_size", 32)
                            .put("version", version),
                    "AWQ version '" + version + "'");
        }
        refused(() -> quantization("awq").put("bits", 3).put("group_size", 32), "bits must be 4 for AWQ, is 3");
        refused(() -> quantization("bitsandbytes"), "already quantized (quantization_config, bitsandbytes)");
    }

    @Test
    void whatCompressedTensorsCanBeBesidesPackedWeightsIsRefusedByName() {
        refused(() -> compressedTensors(group -> {}).put("format", "float-quantized"), "'float-quantized'");
        refused(() -> compressedTensors(group -> group.putObject("input_activations")), "input_activations");
        refused(
                () -> compressedTensors(group -> ((ObjectNode) group.get("weights")).put("strategy", "block")),
                "strategy 'block'");
        refused(
                () -> compressedTensors(group -> ((ObjectNode) group.get("weights")).put("type", "float")),
                "weights of type 'float'");
        refused(() -> compressedTensors(group -> {}).putObject("kv_cache_scheme"), "kv_cache_scheme");
        refused(
                () -> compressedTensors(group -> {})
                        .putObject("sparsity_config")
                        .put("format", "sparse-24-bitmask"),
                "both pruned (sparsity_config) and quantized");
    }

    @Test
    void theTwoLayoutsOfThreeBitsAreToldApartByTheirShapes() {
        for (WeightFormat format : List.of(WeightFormat.PACK_QUANTIZED, WeightFormat.PACK_QUANTIZED_PADDED)) {
            gptq();
            compressedTensors(group -> ((ObjectNode) group.get("weights")).put("num_bits", 3));
            boolean across = format == WeightFormat.PACK_QUANTIZED;
            packQuantized(in -> across ? 3 * in / 32 : (in + 9) / 10);
            StoredLinear first = open().linears().get(FIRST);
            assertEquals(format, first.format());
            assertEquals(3, first.bits());
        }
    }

    @Test
    void aShapeThatIsSaidTwiceMustAgree() {
        refused(
                () -> {
                    compressedTensors(group -> {});
                    packQuantized(in -> in / 8);
                    said.put(FIRST, new long[] {1, 2});
                },
                FIRST + ".weight_shape says [1, 2]");
    }

    private ObjectNode compressedTensors(Consumer<ObjectNode> change) {
        ObjectNode quantization = quantization("compressed-tensors").put("format", "pack-quantized");
        ObjectNode group = quantization.putObject("config_groups").putObject("group_0");
        group.putObject("weights")
                .put("num_bits", 4)
                .put("type", "int")
                .put("strategy", "group")
                .put("group_size", 32);
        change.accept(group);
        return quantization;
    }

    /** @param words of a row with so many inputs */
    private void packQuantized(IntUnaryOperator words) {
        linears((name, out, in) -> {
            List.of("qweight", "qzeros", "scales", "g_idx").forEach(part -> tensors.remove(name + "." + part));
            put(name + ".weight_packed", StoredType.I32, out, words.applyAsInt(in));
            put(name + ".weight_scale", StoredType.F16, out, in / 32);
            put(name + ".weight_shape", StoredType.I64, 2);
            said.put(name, new long[] {out, in});
        });
    }

    private ObjectNode quantization(String method) {
        return config.putObject("quantization_config").put("quant_method", method);
    }

    private ObjectNode quantization() {
        return (ObjectNode) config.get("quantization_config");
    }

    private interface Linear {
        void shaped(String name, int out, int in);
    }

    private static void linears(Linear visitor) {
        String at = "model.layers.0.";
        visitor.shaped(at + "self_attn.q_proj", HIDDEN, HIDDEN);
        visitor.shaped(at + "self_attn.k_proj", HIDDEN / 2, HIDDEN);
        visitor.shaped(at + "self_attn.v_proj", HIDDEN / 2, HIDDEN);
        visitor.shaped(at + "self_attn.o_proj", HIDDEN, HIDDEN);
        visitor.shaped(at + "mlp.gate_proj", INNER, HIDDEN);
        visitor.shaped(at + "mlp.up_proj", INNER, HIDDEN);
        visitor.shaped(at + "mlp.down_proj", HIDDEN, INNER);
    }

    private void put(String name, StoredType type, long... shape) {
        tensors.put(name, new Tensor(type, Arrays.stream(shape).boxed().toList()));
    }

    private void refused(Runnable change, String... parts) {
        change.run();
        CheckpointException e = assertThrows(CheckpointException.class, this::open);
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), part + " is not in: " + e.getMessage());
        }
        assertEquals(1, e.getMessage().lines().count());
        gptq();
    }

    private Checkpoint open() {
        try {
            write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Checkpoint.open(folder);
    }

    private void write() throws IOException {
        Files.writeString(folder.resolve("config.json"), config.toString());
        SafetensorsWriter writer = new SafetensorsWriter();
        tensors.forEach((name, tensor) -> {
            int elements = tensor.shape().stream().mapToInt(Long::intValue).reduce(1, Math::multiplyExact);
            ByteBuffer zeros =
                    ByteBuffer.allocate(elements * tensor.type().bytes()).order(ByteOrder.LITTLE_ENDIAN);
            long[] shape = said.get(name.replace(".weight_shape", ""));
            if (shape != null && name.endsWith(".weight_shape")) {
                zeros.asLongBuffer().put(shape);
            }
            writer.add(name, tensor.type(), tensor.shape(), zeros);
        });
        writer.write(folder.resolve("model.safetensors"));
    }
}
