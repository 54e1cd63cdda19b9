package org.comptrust.models.checkpoint;

import java.util.ArrayList;
import java.util.List;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;

/** The tensors that a decoder of the LLaMA family has, block by block, as its configuration implies. */
final class DecoderTensors {
    /** A tensor that must be there. */
    record Expected(String name, List<Long> shape) {}

    static final String EMBEDDING = "model.embed_tokens.weight";
    static final String HEAD = "lm_head.weight";

    private final DecoderConfig config;

    DecoderTensors(DecoderConfig config) {
        this.config = config;
    }

    /** Embedding, final norm and, if it is not the embedding, the head. */
    List<Expected> outsideBlocks() {
        List<Expected> tensors = new ArrayList<>();
        tensors.add(matrix(EMBEDDING, config.vocabulary(), config.hiddenSize()));
        tensors.add(vector("model.norm.weight", config.hiddenSize()));
        if (!config.tiedHead()) {
            tensors.add(matrix(HEAD, config.vocabulary(), config.hiddenSize()));
        }
        return tensors;
    }

    /** Norms of one block. */
    List<Expected> norms(int block) {
        String prefix = "model.layers." + block + ".";
        List<Expected> norms = new ArrayList<>(List.of(
                vector(prefix + "input_layernorm.weight", config.hiddenSize()),
                vector(prefix + "post_attention_layernorm.weight", config.hiddenSize())));
        if (config.family().headNorms()) {
            norms.add(vector(prefix + "self_attn.q_norm.weight", config.headDim()));
            norms.add(vector(prefix + "self_attn.k_norm.weight", config.headDim()));
        }
        return norms;
    }

    /** The plain weight of a linear. */
    static Expected weight(LinearShape linear) {
        return matrix(linear.name() + ".weight", linear.out(), linear.in());
    }

    /** The bias of a linear that has one. */
    static Expected bias(LinearShape linear) {
        return vector(linear.name() + ".bias", linear.out());
    }

    /** Linears of one block, in the order q, k, v, o, gate, up, down; fused ones stand in the place of their first. */
    List<LinearShape> linears(int block) {
        String attention = "model.layers." + block + ".self_attn.";
        String mlp = "model.layers." + block + ".mlp.";
        int hidden = config.hiddenSize();
        int inner = config.intermediateSize();
        int q = config.heads() * config.headDim();
        int kv = config.kvHeads() * config.headDim();
        boolean qkvBias = config.qkvBias();
        boolean mlpBias = config.mlpBias();
        if (config.family().fused()) {
            return List.of(
                    new LinearShape(attention + "qkv_proj", block, LinearRole.QKV, q + 2 * kv, hidden, qkvBias),
                    new LinearShape(attention + "o_proj", block, LinearRole.O, hidden, q, config.outputBias()),
                    new LinearShape(mlp + "gate_up_proj", block, LinearRole.GATE_UP, 2 * inner, hidden, mlpBias),
                    new LinearShape(mlp + "down_proj", block, LinearRole.DOWN, hidden, inner, mlpBias));
        }
        return List.of(
                new LinearShape(attention + "q_proj", block, LinearRole.Q, q, hidden, qkvBias),
                new LinearShape(attention + "k_proj", block, LinearRole.K, kv, hidden, qkvBias),
                new LinearShape(attention + "v_proj", block, LinearRole.V, kv, hidden, qkvBias),
                new LinearShape(attention + "o_proj", block, LinearRole.O, hidden, q, config.outputBias()),
                new LinearShape(mlp + "gate_proj", block, LinearRole.GATE, inner, hidden, mlpBias),
                new LinearShape(mlp + "up_proj", block, LinearRole.UP, inner, hidden, mlpBias),
                new LinearShape(mlp + "down_proj", block, LinearRole.DOWN, hidden, inner, mlpBias));
    }

    /** The whole shape; ask only when the weights are known to have so many blocks. */
    ModelShape shape() {
        List<List<LinearShape>> blocks = new ArrayList<>();
        for (int block = 0; block < config.layers(); block++) {
            blocks.add(linears(block));
        }
        return new ModelShape(
                config.modelType(),
                config.vocabulary(),
                config.hiddenSize(),
                config.heads(),
                config.kvHeads(),
                config.headDim(),
                config.maxPositions(),
                config.tiedHead(),
                blocks);
    }

    /** Whether a tensor that the model does not use is harmless and common, so not worth a warning. */
    boolean ignores(String name) {
        // Rotary frequencies are computed; a tied model's file may repeat the embedding as its head.
        return name.endsWith("rotary_emb.inv_freq") || (config.tiedHead() && name.equals(HEAD));
    }

    private static Expected matrix(String name, long rows, long columns) {
        return new Expected(name, List.of(rows, columns));
    }

    private static Expected vector(String name, long size) {
        return new Expected(name, List.of(size));
    }
}
