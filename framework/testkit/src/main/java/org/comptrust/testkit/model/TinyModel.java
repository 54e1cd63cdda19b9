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
import java.util.SplittableRandom;
import org.comptrust.models.bench.RandomTokenizer;
import org.comptrust.models.checkpoint.SafetensorsWriter;
import org.comptrust.models.checkpoint.StoredType;

/**
 * A LLaMA checkpoint of random weights in Hugging Face layout, small enough to be made in every test that needs a model: grouped
 * queries, tied embeddings, float32, and a byte-level tokenizer without merges, so that any text is its bytes.
 *
 * @param blocks number of blocks
 * @param hidden width; 16 divides it
 * @param inner width inside the MLP
 * @param positions context length
 * @param seed of the weights
 */
public record TinyModel(int blocks, int hidden, int inner, int positions, long seed) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HEADS = 4;
    private static final int KV_HEADS = 2;
    /** Two special tokens, and each byte. */
    static final int VOCABULARY = RandomTokenizer.FEWEST;

    public TinyModel {
        if (hidden % 16 != 0) {
            throw new IllegalArgumentException("16 must divide hidden, was " + hidden);
        }
    }

    /** Two blocks of width 32, 256 positions. */
    public static TinyModel small() {
        return new TinyModel(2, 32, 48, 256, 7);
    }

    /** Writes the folder, made if absent, and returns it. */
    public Path write(Path folder) {
        try {
            Files.createDirectories(folder);
            JSON.writeValue(folder.resolve("config.json").toFile(), config());
            JSON.writeValue(folder.resolve("tokenizer.json").toFile(), RandomTokenizer.definition(VOCABULARY));
            weights().write(folder.resolve("model.safetensors"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode config() {
        ObjectNode config = JSON.createObjectNode();
        config.putArray("architectures").add("LlamaForCausalLM");
        config.put("model_type", "llama");
        config.put("hidden_act", "silu");
        config.put("hidden_size", hidden);
        config.put("intermediate_size", inner);
        config.put("num_hidden_layers", blocks);
        config.put("num_attention_heads", HEADS);
        config.put("num_key_value_heads", KV_HEADS);
        config.put("max_position_embeddings", positions);
        config.put("vocab_size", VOCABULARY);
        config.put("rms_norm_eps", 1e-5);
        config.put("rope_theta", 10000.0);
        config.put("tie_word_embeddings", true);
        config.put("bos_token_id", RandomTokenizer.START);
        config.put("eos_token_id", RandomTokenizer.END);
        config.put("torch_dtype", "float32");
        return config;
    }

    private SafetensorsWriter weights() {
        SplittableRandom random = new SplittableRandom(seed);
        SafetensorsWriter writer = new SafetensorsWriter();
        int kv = hidden / HEADS * KV_HEADS;
        add(writer, "model.embed_tokens.weight", random, 1, VOCABULARY, hidden);
        for (int i = 0; i < blocks; i++) {
            String at = "model.layers." + i + ".";
            ones(writer, at + "input_layernorm.weight");
            ones(writer, at + "post_attention_layernorm.weight");
            add(writer, at + "self_attn.q_proj.weight", random, 1, hidden, hidden);
            add(writer, at + "self_attn.k_proj.weight", random, 1, kv, hidden);
            add(writer, at + "self_attn.v_proj.weight", random, 1, kv, hidden);
            add(writer, at + "self_attn.o_proj.weight", random, 1, hidden, hidden);
            add(writer, at + "mlp.gate_proj.weight", random, 1, inner, hidden);
            add(writer, at + "mlp.up_proj.weight", random, 1, inner, hidden);
            add(writer, at + "mlp.down_proj.weight", random, 1, hidden, inner);
        }
        ones(writer, "model.norm.weight");
        return writer;
    }

    private static void add(
            SafetensorsWriter writer, String name, SplittableRandom random, double spread, int out, int in) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * out * in).order(ByteOrder.LITTLE_ENDIAN);
        double scale = spread / Math.sqrt(in);
        for (int i = 0; i < out * in; i++) {
            bytes.putFloat((float) (scale * random.nextGaussian()));
        }
        writer.add(name, StoredType.F32, List.of((long) out, (long) in), bytes.flip());
    }

    private void ones(SafetensorsWriter writer, String name) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * hidden).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < hidden; i++) {
            bytes.putFloat(1);
        }
        writer.add(name, StoredType.F32, List.of((long) hidden), bytes.flip());
    }
}
