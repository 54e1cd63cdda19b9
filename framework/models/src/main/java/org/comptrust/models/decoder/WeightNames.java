package org.comptrust.models.decoder;

import java.util.List;

/** Names of tensors in Hugging Face checkpoints of the LLaMA family, in the order of {@code decoder.py}. */
public final class WeightNames {
    public static final String EMBEDDING = "model.embed_tokens.weight";
    public static final String FINAL_NORM = "model.norm.weight";
    public static final String HEAD = "lm_head.weight";

    /** The linears of a block, in the order q, k, v, o, gate, up, down. */
    public static final List<String> LINEARS = List.of(
            "self_attn.q_proj",
            "self_attn.k_proj",
            "self_attn.v_proj",
            "self_attn.o_proj",
            "mlp.gate_proj",
            "mlp.up_proj",
            "mlp.down_proj");

    private WeightNames() {}

    /** The norm before a block's attention, without {@code .weight}. */
    public static String attentionNorm(int block) {
        return block(block) + "input_layernorm";
    }

    /** The norm before a block's MLP, without {@code .weight}. */
    public static String mlpNorm(int block) {
        return block(block) + "post_attention_layernorm";
    }

    /** What the names of a block's tensors begin with. */
    public static String block(int index) {
        return "model.layers." + index + ".";
    }

    /** Weights of a block in kernel order. */
    static List<String> blockWeights(int index) {
        String at = block(index);
        return List.of(
                attentionNorm(index) + ".weight",
                at + "self_attn.q_proj.weight",
                at + "self_attn.k_proj.weight",
                at + "self_attn.v_proj.weight",
                at + "self_attn.o_proj.weight",
                mlpNorm(index) + ".weight",
                at + "mlp.gate_proj.weight",
                at + "mlp.up_proj.weight",
                at + "mlp.down_proj.weight");
    }

    /** Biases of a block in kernel order; most models have none or few of them. */
    static List<String> blockBiases(int index) {
        return LINEARS.stream().map(linear -> block(index) + linear + ".bias").toList();
    }
}
