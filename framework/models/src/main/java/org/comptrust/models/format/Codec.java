package org.comptrust.models.format;

import ai.djl.pytorch.engine.PtNDManager;
import java.util.Optional;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.model.LinearShape;

/** One layout of quantized weights, both ways. What it writes it reads back bit for bit. */
interface Codec {
    /**
     * Why a weight cannot be written in this layout, as a predicate such as {@code has a zero-point of 0}; empty if it can.
     *
     * @param scales float16 already
     */
    Optional<String> misfit(LinearShape linear, GroupQuantizedWeight weight);

    /** Packs a weight that fits, in {@code into}. */
    PackedLinear encode(LinearShape linear, GroupQuantizedWeight weight, PtNDManager into);

    /** Unpacks it, in {@code into}; scales are as precise as they are stored. */
    GroupQuantizedWeight decode(PackedLinear packed, PtNDManager into);
}
