package org.comptrust.testkit.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
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
    private static final int START = 0;
    private static final int END = 1;
    private static final int SPECIALS = 2;
    static final int VOCABULARY = SPECIALS + 256;

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
            JSON.writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer());
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
        config.put("bos_token_id", START);
        config.put("eos_token_id", END);
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

    /** Each byte is a token; the byte-level alphabet writes bytes that are no printable character as others from 256 on. */
    static ObjectNode tokenizer() {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", "1.0");
        ArrayNode added = root.putArray("added_tokens");
        special(added, START, "<s>");
        special(added, END, "</s>");
        ObjectNode byteLevel = JSON.createObjectNode();
        byteLevel.put("type", "ByteLevel").put("add_prefix_space", false).put("trim_offsets", true);
        byteLevel.put("use_regex", false);
        root.set("pre_tokenizer", byteLevel);
        root.set("decoder", byteLevel.deepCopy());
        root.set("post_processor", startToken());
        ObjectNode model = root.putObject("model");
        model.put("type", "BPE");
        ObjectNode vocabulary = model.putObject("vocab");
        vocabulary.put("<s>", START).put("</s>", END);
        int beyond = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            vocabulary.put(Character.toString(printable ? b : beyond++), SPECIALS + b);
        }
        model.putArray("merges");
        return root;
    }

    private static void special(ArrayNode added, int id, String content) {
        added.addObject()
                .put("id", id)
                .put("content", content)
                .put("special", true)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false);
    }

    private static ObjectNode startToken() {
        ObjectNode template = JSON.createObjectNode();
        template.put("type", "TemplateProcessing");
        ArrayNode single = template.putArray("single");
        single.addObject().putObject("SpecialToken").put("id", "<s>").put("type_id", 0);
        single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        ArrayNode pair = template.putArray("pair");
        pair.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 0);
        ObjectNode tokens = template.putObject("special_tokens").putObject("<s>");
        tokens.put("id", "<s>");
        tokens.putArray("ids").add(START);
        tokens.putArray("tokens").add("<s>");
        return template;
    }
}
