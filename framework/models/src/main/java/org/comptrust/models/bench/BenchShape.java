package org.comptrust.models.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Model shapes of random weights: speed does not depend on what a model has learned. */
public enum BenchShape {
    /** That of a 15-million-parameter story model. */
    M15("15M", 6, 288, 768, 6, 6, 32000, 256),
    /** That of a 110-million-parameter story model. */
    M110("110M", 12, 768, 2048, 12, 12, 32000, 1024),
    /** TinyLlama's. */
    B1_1("1.1B", 22, 2048, 5632, 32, 4, 32000, 2048);

    private final String text;
    final int blocks;
    final int hidden;
    final int inner;
    final int heads;
    final int kvHeads;
    final int vocabulary;
    final int positions;

    BenchShape(String text, int blocks, int hidden, int inner, int heads, int kvHeads, int vocabulary, int positions) {
        this.text = text;
        this.blocks = blocks;
        this.hidden = hidden;
        this.inner = inner;
        this.heads = heads;
        this.kvHeads = kvHeads;
        this.vocabulary = vocabulary;
        this.positions = positions;
    }

    /** The shape of a name such as {@code 110M}. */
    public static Optional<BenchShape> named(String name) {
        return Arrays.stream(values()).filter(shape -> shape.text.equals(name)).findFirst();
    }

    /** All names. */
    public static List<String> names() {
        return Arrays.stream(values()).map(BenchShape::toString).toList();
    }

    @Override
    public String toString() {
        return text;
    }
}
