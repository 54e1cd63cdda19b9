package org.comptrust.models.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.comptrust.models.checkpoint.SafetensorsWriter;
import org.comptrust.models.checkpoint.StoredType;

/**
 * A LLaMA checkpoint of random weights in Hugging Face layout, stored in bfloat16, with a tokenizer of made-up words: for what has to go the
 * way of a real model from its folder on.
 *
 * @param blocks number of blocks
 * @param hidden width; the number of heads divides it
 * @param inner width inside the MLP
 * @param heads query heads
 * @param kvHeads key and value heads; divides {@code heads}
 * @param vocabulary tokens, at least 258
 * @param positions context length
 */
public record RandomModel(int blocks, int hidden, int inner, int heads, int kvHeads, int vocabulary, int positions) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHUNK = 1 << 20;

    /** Standard deviation of logits. The best two of 32,000 are then 0.9 nats apart on average; at 1, ties would be as frequent as in no trained model. */
    static final int LOGITS = 4;

    public RandomModel {
        if (hidden % heads != 0 || heads % kvHeads != 0 || vocabulary < RandomTokenizer.FEWEST) {
            throw new IllegalArgumentException("no shape of a model: width " + hidden + ", " + heads + " heads, "
                    + kvHeads + " for keys, " + vocabulary + " tokens");
        }
    }

    /** A model of a named shape. */
    public static RandomModel of(BenchShape s) {
        return new RandomModel(s.blocks, s.hidden, s.inner, s.heads, s.kvHeads, s.vocabulary, s.positions);
    }

    /** The same with another context length. */
    public RandomModel withPositions(int others) {
        return new RandomModel(blocks, hidden, inner, heads, kvHeads, vocabulary, others);
    }

    /** Writes the folder, made if absent, and returns it. The same model gives the same bytes. */
    public Path write(Path folder) {
        try {
            Files.createDirectories(folder);
            JSON.writeValue(folder.resolve("config.json").toFile(), config());
            JSON.writeValue(folder.resolve("tokenizer.json").toFile(), RandomTokenizer.definition(vocabulary));
            weights().write(folder.resolve("model.safetensors"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode config() {
        ObjectNode config = JSON.createObjectNode();
        config.putArray("architectures").add("LlamaForCausalLM");
        config.put("model_type", "llama").put("hidden_act", "silu");
        config.put("hidden_size", hidden).put("intermediate_size", inner).put("num_hidden_layers", blocks);
        config.put("num_attention_heads", heads).put("num_key_value_heads", kvHeads);
        config.put("max_position_embeddings", positions).put("vocab_size", vocabulary);
        config.put("rms_norm_eps", 1e-5).put("rope_theta", 10000.0).put("tie_word_embeddings", false);
        config.put("bos_token_id", RandomTokenizer.START).put("eos_token_id", RandomTokenizer.END);
        config.put("torch_dtype", "bfloat16");
        return config;
    }

    private SafetensorsWriter weights() {
        SafetensorsWriter writer = new SafetensorsWriter();
        int kv = hidden / heads * kvHeads;
        add(writer, "model.embed_tokens.weight", vocabulary, hidden);
        add(writer, "lm_head.weight", vocabulary, hidden, LOGITS);
        for (int i = 0; i < blocks; i++) {
            String at = "model.layers." + i + ".";
            ones(writer, at + "input_layernorm.weight");
            ones(writer, at + "post_attention_layernorm.weight");
            add(writer, at + "self_attn.q_proj.weight", hidden, hidden);
            add(writer, at + "self_attn.k_proj.weight", kv, hidden);
            add(writer, at + "self_attn.v_proj.weight", kv, hidden);
            add(writer, at + "self_attn.o_proj.weight", hidden, hidden);
            add(writer, at + "mlp.gate_proj.weight", inner, hidden);
            add(writer, at + "mlp.up_proj.weight", inner, hidden);
            add(writer, at + "mlp.down_proj.weight", hidden, inner);
        }
        ones(writer, "model.norm.weight");
        return writer;
    }

    private static void add(SafetensorsWriter writer, String name, int out, int in) {
        add(writer, name, out, in, 1);
    }

    /** Evenly distributed, standard deviation {@code times} / sqrt(in). */
    private static void add(SafetensorsWriter writer, String name, int out, int in, int times) {
        float widest = times * (float) Math.sqrt(3.0 / in);
        writer.add(name, StoredType.BF16, List.of((long) out, (long) in), to -> {
            SplittableRandom random = new SplittableRandom(name.hashCode());
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
            for (long left = (long) out * in; left > 0; ) {
                long next = Math.min(left, CHUNK / Short.BYTES);
                for (int i = 0; i < next; i++) {
                    float value = (2 * random.nextFloat() - 1) * widest;
                    chunk.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
                }
                writeAll(chunk.flip(), to);
                chunk.clear();
                left -= next;
            }
        });
    }

    private void ones(SafetensorsWriter writer, String name) {
        ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES * hidden).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < hidden; i++) {
            bytes.putShort((short) (Float.floatToRawIntBits(1) >>> 16));
        }
        writer.add(name, StoredType.BF16, List.of((long) hidden), bytes.flip());
    }

    private static void writeAll(ByteBuffer bytes, WritableByteChannel to) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }
}
