package org.comptrust.quickstart.training;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Size of a LLaMA decoder whose head is its embedding.
 *
 * @param vocabulary tokens
 * @param hidden width of the residual stream
 * @param inner width inside the MLP
 * @param blocks number of blocks
 * @param heads query heads
 * @param kvHeads key/value heads
 * @param positions longest sequence, in tokens
 */
public record Dimensions(int vocabulary, int hidden, int inner, int blocks, int heads, int kvHeads, int positions) {
    /** Added to the mean square in RMSNorm. */
    static final double EPS = 1e-5;

    /** Base of the rotary frequencies. */
    static final double ROPE_THETA = 10_000;

    public Dimensions {
        if (hidden % heads != 0 || heads % kvHeads != 0) {
            throw new IllegalArgumentException(
                    heads + " heads must divide hidden " + hidden + ", and " + kvHeads + " kvHeads must divide heads");
        }
    }

    int headDim() {
        return hidden / heads;
    }

    /** Shapes of the parameters by checkpoint name, in the order of {@code train.py}. */
    Map<String, long[]> parameters() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        long kv = (long) headDim() * kvHeads;
        shapes.put("model.embed_tokens.weight", new long[] {vocabulary, hidden});
        shapes.put("model.norm.weight", new long[] {hidden});
        for (int i = 0; i < blocks; i++) {
            String at = "model.layers." + i + ".";
            shapes.put(at + "input_layernorm.weight", new long[] {hidden});
            shapes.put(at + "self_attn.q_proj.weight", new long[] {hidden, hidden});
            shapes.put(at + "self_attn.k_proj.weight", new long[] {kv, hidden});
            shapes.put(at + "self_attn.v_proj.weight", new long[] {kv, hidden});
            shapes.put(at + "self_attn.o_proj.weight", new long[] {hidden, hidden});
            shapes.put(at + "post_attention_layernorm.weight", new long[] {hidden});
            shapes.put(at + "mlp.gate_proj.weight", new long[] {inner, hidden});
            shapes.put(at + "mlp.up_proj.weight", new long[] {inner, hidden});
            shapes.put(at + "mlp.down_proj.weight", new long[] {hidden, inner});
        }
        return shapes;
    }

    /** Number of weights. */
    public long weights() {
        return parameters().values().stream().mapToLong(Dimensions::size).sum();
    }

    static long size(long[] shape) {
        long size = 1;
        for (long side : shape) {
            size *= side;
        }
        return size;
    }
}
