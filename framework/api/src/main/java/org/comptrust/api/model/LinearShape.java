package org.comptrust.api.model;

/**
 * A linear layer of a decoder block.
 *
 * @param name as in the checkpoint, without {@code .weight}: {@code model.layers.0.self_attn.q_proj}
 * @param block index of the block, from 0
 * @param role what it does
 * @param out rows of the weight
 * @param in columns of the weight
 * @param bias whether it has one
 * @since 0.1
 */
public record LinearShape(String name, int block, LinearRole role, int out, int in, boolean bias) {
    /** Number of weights. */
    public long parameters() {
        return (long) out * in;
    }
}
