package org.comptrust.testkit.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.comptrust.models.bench.RandomTokenizer;
import org.comptrust.models.checkpoint.SafetensorsWriter;
import org.comptrust.models.checkpoint.StoredType;

/**
 * A checkpoint of random weights of any family, in the names that the family's own files have, with norms and biases that are not
 * trivial. Weights are numbers that bfloat16 holds, so that they are the same in each dtype.
 *
 * @param config as in {@code config.json}
 * @param tensors values by name, row by row
 */
public record FamilyCheckpoint(ObjectNode config, TreeMap<String, Tensor> tensors) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Numbers of a matrix {@code [rows, columns]}, or of a vector where columns is 0. */
    public record Tensor(int rows, int columns, float[] values) {}

    /** What may stand in a block's files besides plain weights of separate projections. */
    public enum Part {
        /** Queries, keys and values in one matrix, gate and up in another. */
        FUSED,
        /** Norms of each head's queries and keys. */
        HEAD_NORMS,
        QKV_BIAS,
        OUTPUT_BIAS,
        MLP_BIAS
    }

    /**
     * Three blocks of width 16 with 4 query heads and 2 key/value heads of 8 channels, 64 positions, 258 tokens.
     *
     * @param change of the configuration; sizes may change too
     */
    public static FamilyCheckpoint of(String modelType, Set<Part> parts, long seed, Consumer<ObjectNode> change) {
        ObjectNode config = JSON.createObjectNode();
        config.put("model_type", modelType);
        config.put("hidden_act", "silu");
        config.put("hidden_size", 16);
        config.put("intermediate_size", 24);
        config.put("num_hidden_layers", 3);
        config.put("num_attention_heads", 4);
        config.put("num_key_value_heads", 2);
        config.put("head_dim", 8);
        config.put("max_position_embeddings", 64);
        config.put("vocab_size", TinyModel.VOCABULARY);
        config.put("rms_norm_eps", 1e-5);
        config.put("rope_theta", 1000.0);
        config.put("tie_word_embeddings", false);
        config.put("torch_dtype", "float32");
        config.put("bos_token_id", 0);
        config.put("eos_token_id", 1);
        change.accept(config);
        FamilyCheckpoint checkpoint = new FamilyCheckpoint(config, new TreeMap<>());
        checkpoint.fill(parts, new SplittableRandom(seed));
        return checkpoint;
    }

    private void fill(Set<Part> parts, SplittableRandom random) {
        int hidden = number("hidden_size");
        int inner = number("intermediate_size");
        int headDim = number("head_dim");
        int q = number("num_attention_heads") * headDim;
        int kv = number("num_key_value_heads") * headDim;
        matrix("model.embed_tokens", number("vocab_size"), hidden, false, random);
        norm("model.norm", hidden, random);
        if (!config.get("tie_word_embeddings").asBoolean()) {
            matrix("lm_head", number("vocab_size"), hidden, false, random);
        }
        for (int block = 0; block < number("num_hidden_layers"); block++) {
            String at = "model.layers." + block + ".";
            norm(at + "input_layernorm", hidden, random);
            norm(at + "post_attention_layernorm", hidden, random);
            if (parts.contains(Part.HEAD_NORMS)) {
                norm(at + "self_attn.q_norm", headDim, random);
                norm(at + "self_attn.k_norm", headDim, random);
            }
            if (parts.contains(Part.FUSED)) {
                matrix(at + "self_attn.qkv_proj", q + 2 * kv, hidden, parts.contains(Part.QKV_BIAS), random);
                matrix(at + "mlp.gate_up_proj", 2 * inner, hidden, parts.contains(Part.MLP_BIAS), random);
            } else {
                matrix(at + "self_attn.q_proj", q, hidden, parts.contains(Part.QKV_BIAS), random);
                matrix(at + "self_attn.k_proj", kv, hidden, parts.contains(Part.QKV_BIAS), random);
                matrix(at + "self_attn.v_proj", kv, hidden, parts.contains(Part.QKV_BIAS), random);
                matrix(at + "mlp.gate_proj", inner, hidden, parts.contains(Part.MLP_BIAS), random);
                matrix(at + "mlp.up_proj", inner, hidden, parts.contains(Part.MLP_BIAS), random);
            }
            matrix(at + "self_attn.o_proj", hidden, q, parts.contains(Part.OUTPUT_BIAS), random);
            matrix(at + "mlp.down_proj", hidden, inner, parts.contains(Part.MLP_BIAS), random);
        }
    }

    private int number(String member) {
        return config.get(member).asInt();
    }

    /** Rows large enough that attention is far from even, and a wrong position changes the answer. */
    private void matrix(String name, int rows, int columns, boolean bias, SplittableRandom random) {
        tensors.put(name + ".weight", tensor(rows, columns, 0, 1.5 / Math.sqrt(columns), random));
        if (bias) {
            tensors.put(name + ".bias", tensor(rows, 0, 0, 0.3, random));
        }
    }

    private void norm(String name, int size, SplittableRandom random) {
        tensors.put(name + ".weight", tensor(size, 0, 1, 0.2, random));
    }

    private static Tensor tensor(int rows, int columns, double mean, double spread, SplittableRandom random) {
        float[] values = new float[rows * Math.max(1, columns)];
        for (int i = 0; i < values.length; i++) {
            float value = (float) (mean + spread * random.nextGaussian());
            values[i] = Float.intBitsToFloat(Float.floatToIntBits(value) & 0xFFFF0000);
        }
        return new Tensor(rows, columns, values);
    }

    /** Writes the folder, made if absent, with a tokenizer whose tokens are bytes, and returns it. */
    public Path write(Path folder, StoredType type) {
        SafetensorsWriter writer = new SafetensorsWriter();
        tensors.forEach((name, tensor) -> {
            List<Long> shape = tensor.columns() == 0
                    ? List.of((long) tensor.rows())
                    : List.of((long) tensor.rows(), (long) tensor.columns());
            writer.add(name, type, shape, bytes(tensor, type));
        });
        try {
            Files.createDirectories(folder);
            JSON.writeValue(folder.resolve("config.json").toFile(), config);
            JSON.writeValue(
                    folder.resolve("tokenizer.json").toFile(), RandomTokenizer.definition(TinyModel.VOCABULARY));
            writer.write(folder.resolve("model.safetensors"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer bytes(Tensor tensor, StoredType type) {
        ByteBuffer bytes =
                ByteBuffer.allocate(tensor.values().length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : tensor.values()) {
            switch (type) {
                case F32 -> bytes.putFloat(value);
                case BF16 -> bytes.putShort((short) (Float.floatToIntBits(value) >>> 16));
                default -> throw new IllegalArgumentException("not written here: " + type);
            }
        }
        return bytes.flip();
    }
}
