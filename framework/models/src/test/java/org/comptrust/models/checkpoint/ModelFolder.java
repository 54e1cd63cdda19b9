package org.comptrust.models.checkpoint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A tiny, whole model folder that a test then spoils in one place. */
public final class ModelFolder {
    private static final String CONFIG = """
            {"model_type": "llama", "hidden_act": "silu", "hidden_size": 8, "intermediate_size": 12,
             "num_attention_heads": 2, "num_key_value_heads": 1, "num_hidden_layers": 1, "vocab_size": 10,
             "max_position_embeddings": 32, "rms_norm_eps": 1e-05, "rope_theta": 10000.0,
             "tie_word_embeddings": false, "torch_dtype": "float32", "bos_token_id": 1, "eos_token_id": 2}""";

    private static final String TOKENIZER = """
            {"version": "1.0", "truncation": null, "padding": null,
             "added_tokens": [
               {"id": 0, "content": "<unk>", "single_word": false, "lstrip": false, "rstrip": false,
                "normalized": false, "special": true},
               {"id": 1, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false,
                "normalized": false, "special": true}],
             "normalizer": null, "pre_tokenizer": null,
             "post_processor": {"type": "TemplateProcessing",
               "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
               "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
               "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}},
             "decoder": {"type": "Fuse"},
             "model": {"type": "BPE", "dropout": null, "unk_token": "<unk>", "fuse_unk": true,
               "vocab": {"<unk>": 0, "<s>": 1, "</s>": 2, "a": 3, "b": 4, "c": 5, "ab": 6, "abc": 7},
               "merges": ["a b", "ab c"]}}""";

    private final Path folder;

    private ModelFolder(Path folder) {
        this.folder = folder;
    }

    /** Writes config.json, model.safetensors and tokenizer.json. */
    public static ModelFolder in(Path folder) {
        ModelFolder model = new ModelFolder(folder);
        model.write("config.json", CONFIG).write("tokenizer.json", TOKENIZER);
        return model.weights(tensors -> {});
    }

    public Path path() {
        return folder;
    }

    public ModelFolder write(String file, String text) {
        return write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    public ModelFolder write(String file, byte[] bytes) {
        try {
            Files.write(folder.resolve(file), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public ModelFolder delete(String file) {
        try {
            Files.delete(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Changes the good config.json. */
    public ModelFolder config(Consumer<ObjectNode> change) {
        return json("config.json", CONFIG, change);
    }

    /** Changes the good tokenizer.json. */
    public ModelFolder tokenizer(Consumer<ObjectNode> change) {
        return json("tokenizer.json", TOKENIZER, change);
    }

    /** An object from what stands between its braces. */
    public static ObjectNode members(String json) {
        try {
            return (ObjectNode) new JsonMapper().readTree("{" + json + "}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ModelFolder json(String file, String good, Consumer<ObjectNode> change) {
        try {
            ObjectNode object = (ObjectNode) new JsonMapper().readTree(good);
            change.accept(object);
            return write(file, object.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes model.safetensors with the good tensors after a change of their shapes; all weights are 0.5. */
    public ModelFolder weights(Consumer<SortedMap<String, List<Long>>> change) {
        SortedMap<String, List<Long>> shapes = shapes();
        change.accept(shapes);
        return shard("model.safetensors", shapes);
    }

    /** Writes a safetensors file with tensors of these shapes. */
    public ModelFolder shard(String file, SortedMap<String, List<Long>> shapes) {
        SafetensorsWriter writer = new SafetensorsWriter();
        shapes.forEach((name, shape) -> writer.add(name, StoredType.F32, shape, halves(shape)));
        try {
            writer.write(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** The tensors of the good model. */
    public static SortedMap<String, List<Long>> shapes() {
        SortedMap<String, List<Long>> shapes = new TreeMap<>();
        String block = "model.layers.0.";
        shapes.put("model.embed_tokens.weight", List.of(10L, 8L));
        shapes.put("model.norm.weight", List.of(8L));
        shapes.put("lm_head.weight", List.of(10L, 8L));
        shapes.put(block + "input_layernorm.weight", List.of(8L));
        shapes.put(block + "post_attention_layernorm.weight", List.of(8L));
        shapes.put(block + "self_attn.q_proj.weight", List.of(8L, 8L));
        shapes.put(block + "self_attn.k_proj.weight", List.of(4L, 8L));
        shapes.put(block + "self_attn.v_proj.weight", List.of(4L, 8L));
        shapes.put(block + "self_attn.o_proj.weight", List.of(8L, 8L));
        shapes.put(block + "mlp.gate_proj.weight", List.of(12L, 8L));
        shapes.put(block + "mlp.up_proj.weight", List.of(12L, 8L));
        shapes.put(block + "mlp.down_proj.weight", List.of(8L, 12L));
        return shapes;
    }

    private static ByteBuffer halves(List<Long> shape) {
        int count = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
        ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            bytes.putFloat(0.5f);
        }
        return bytes.flip();
    }
}
