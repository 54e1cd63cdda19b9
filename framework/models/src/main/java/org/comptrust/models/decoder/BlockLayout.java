package org.comptrust.models.decoder;

/**
 * Which tensors a block has.
 *
 * @param fused whether q, k and v are one matrix, one below the other, and gate and up another
 * @param headNorms whether each head's queries and keys are normed
 */
public record BlockLayout(boolean fused, boolean headNorms) {
    /** LLaMA's own. */
    public static final BlockLayout PLAIN = new BlockLayout(false, false);
}
