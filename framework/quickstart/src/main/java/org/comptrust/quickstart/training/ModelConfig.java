package org.comptrust.quickstart.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.comptrust.quickstart.tokenizer.TokenizerFiles;

/** {@code config.json} and {@code generation_config.json} of a model folder. */
public final class ModelConfig {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ModelConfig() {}

    public static void write(Path folder, Dimensions dimensions) throws IOException {
        ObjectNode config = JSON.createObjectNode();
        config.putArray("architectures").add("LlamaForCausalLM");
        config.put("model_type", "llama");
        config.put("hidden_act", "silu");
        config.put("hidden_size", dimensions.hidden());
        config.put("intermediate_size", dimensions.inner());
        config.put("num_hidden_layers", dimensions.blocks());
        config.put("num_attention_heads", dimensions.heads());
        config.put("num_key_value_heads", dimensions.kvHeads());
        config.put("head_dim", dimensions.headDim());
        config.put("max_position_embeddings", dimensions.positions());
        config.put("vocab_size", dimensions.vocabulary());
        config.put("rms_norm_eps", Dimensions.EPS);
        config.put("rope_theta", Dimensions.ROPE_THETA);
        config.put("tie_word_embeddings", true);
        config.put("attention_bias", false).put("mlp_bias", false);
        config.put("bos_token_id", TokenizerFiles.START);
        config.put("eos_token_id", TokenizerFiles.END);
        config.put("torch_dtype", "float16");
        Files.writeString(folder.resolve("config.json"), JSON.writeValueAsString(config) + "\n");
        ObjectNode generation = JSON.createObjectNode();
        generation.put("bos_token_id", TokenizerFiles.START).put("eos_token_id", TokenizerFiles.END);
        generation.put("do_sample", false);
        Files.writeString(folder.resolve("generation_config.json"), JSON.writeValueAsString(generation) + "\n");
    }
}
