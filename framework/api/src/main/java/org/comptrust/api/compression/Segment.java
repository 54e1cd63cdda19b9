package org.comptrust.api.compression;

/** A part of a decoder block that {@link Replay} runs. May grow. */
public enum Segment {
    /** The attention module: from what enters q, k and v to the output of o. Without the residual. */
    ATTENTION,
    /** The MLP module: from what enters gate and up to the output of down. Without the residual. */
    MLP,
    /** The whole block, residuals included. */
    BLOCK
}
