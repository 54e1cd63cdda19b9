package org.comptrust.models.decoder;

import java.util.ArrayList;
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

    /** Where the head stands. */
    static final int HEAD_AT = 2;

    /** How many tensors stand before those of the first block. */
    static final int OUTSIDE_BLOCKS = 5;

    /** What the name of a tensor that may be absent ends with. */
    static final String BIAS = ".bias";

    /** The same where projections are fused: each stands in the place of its first part. */
    private static final List<String> FUSED =
            List.of("self_attn.qkv_proj", "", "", "self_attn.o_proj", "mlp.gate_up_proj", "", "mlp.down_proj");

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

    /**
     * Tensors of a block in kernel order: norms and weights, biases, norms of the heads. An empty name stands where the layout has
     * none; the biases may be absent.
     */
    static List<String> ofBlock(int index, BlockLayout layout) {
        List<String> linears = layout.fused() ? FUSED : LINEARS;
        List<String> names = new ArrayList<>();
        names.add(attentionNorm(index) + ".weight");
        linears.subList(0, 4).forEach(linear -> names.add(of(index, linear, ".weight")));
        names.add(mlpNorm(index) + ".weight");
        linears.subList(4, 7).forEach(linear -> names.add(of(index, linear, ".weight")));
        linears.forEach(linear -> names.add(of(index, linear, BIAS)));
        List.of("self_attn.q_norm", "self_attn.k_norm")
                .forEach(norm -> names.add(layout.headNorms() ? of(index, norm, ".weight") : ""));
        return names;
    }

    private static String of(int index, String module, String suffix) {
        return module.isEmpty() ? "" : block(index) + module + suffix;
    }
}
