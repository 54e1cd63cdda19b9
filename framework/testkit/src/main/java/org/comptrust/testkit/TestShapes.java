package org.comptrust.testkit;

import java.util.ArrayList;
import java.util.List;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;

/** Shapes of small models. */
public final class TestShapes {
    private TestShapes() {}

    /** Two LLaMA blocks: hidden 64, 4 heads of 16 over 2 key/value heads, inner width 96. */
    public static ModelShape llama() {
        return llama(2, 64, 4, 2, 96);
    }

    /** LLaMA blocks without biases, linears in the order q, k, v, o, gate, up, down. */
    public static ModelShape llama(int blocks, int hidden, int heads, int kvHeads, int inner) {
        int kv = hidden / heads * kvHeads;
        List<List<LinearShape>> all = new ArrayList<>();
        for (int b = 0; b < blocks; b++) {
            String at = "model.layers." + b + ".";
            all.add(List.of(
                    new LinearShape(at + "self_attn.q_proj", b, LinearRole.Q, hidden, hidden, false),
                    new LinearShape(at + "self_attn.k_proj", b, LinearRole.K, kv, hidden, false),
                    new LinearShape(at + "self_attn.v_proj", b, LinearRole.V, kv, hidden, false),
                    new LinearShape(at + "self_attn.o_proj", b, LinearRole.O, hidden, hidden, false),
                    new LinearShape(at + "mlp.gate_proj", b, LinearRole.GATE, inner, hidden, false),
                    new LinearShape(at + "mlp.up_proj", b, LinearRole.UP, inner, hidden, false),
                    new LinearShape(at + "mlp.down_proj", b, LinearRole.DOWN, hidden, inner, false)));
        }
        return new ModelShape("llama", 32, hidden, heads, kvHeads, hidden / heads, 64, false, all);
    }

    /** A model of one block with one linear, {@code model.layers.0.linear}. */
    public static ModelShape single(int out, int in) {
        LinearShape linear = new LinearShape("model.layers.0.linear", 0, LinearRole.OTHER, out, in, false);
        return new ModelShape("single", 32, in, 1, 1, in, 64, false, List.of(List.of(linear)));
    }
}
