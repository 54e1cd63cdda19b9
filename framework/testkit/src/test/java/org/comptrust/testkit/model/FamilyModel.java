package org.comptrust.testkit.model;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import org.comptrust.testkit.model.FamilyCheckpoint.Part;

/** A model of random weights and what the papers of its family say of it, where that is not LLaMA's. */
final class FamilyModel {
    private static final double THETA = 1000;
    private static final JsonMapper SHORT = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES, JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .build();

    private final String type;
    private Set<Part> parts = Set.of();
    private String config = "";
    private List<String> absent = List.of();
    private int rotated = 8;
    private IntToDoubleFunction frequency = i -> plainFrequency(i, rotated);
    private double amplitude = 1;
    private IntUnaryOperator window = block -> 0;

    private FamilyModel(String type) {
        this.type = type;
    }

    /** As {@link FamilyCheckpoint} makes it. */
    static FamilyModel of(String type) {
        return new FamilyModel(type);
    }

    FamilyModel with(Part... more) {
        this.parts = Set.of(more);
        return this;
    }

    /** Members of the configuration as JSON, with quotes only where needed, such as {@code use_sliding_window: true}. */
    FamilyModel config(String members) {
        this.config = members;
        return this;
    }

    FamilyModel without(String... members) {
        this.absent = List.of(members);
        return this;
    }

    /** Channels of each head that are rotated; 8 unless said. */
    FamilyModel rotating(int channels) {
        this.rotated = channels;
        return this;
    }

    /** Radians per position of the i-th pair of rotated channels. */
    FamilyModel frequency(IntToDoubleFunction ofPair) {
        this.frequency = ofPair;
        return this;
    }

    /** By which cosines and sines are multiplied. */
    FamilyModel amplitude(double factor) {
        this.amplitude = factor;
        return this;
    }

    /** Tokens that a block's positions see, themselves included; 0: all. */
    FamilyModel window(IntUnaryOperator ofBlock) {
        this.window = ofBlock;
        return this;
    }

    String type() {
        return type;
    }

    FamilyCheckpoint checkpoint(long seed) {
        return FamilyCheckpoint.of(type, parts, seed, members -> {
            members.remove(absent);
            members.setAll(parsed());
        });
    }

    PlainDecoder plain(long seed) {
        return new PlainDecoder(checkpoint(seed), rotated, frequency, amplitude, window);
    }

    /** Radians per position where nothing is stretched. */
    static double plainFrequency(int pair, int rotated) {
        return 1 / Math.pow(THETA, 2.0 * pair / rotated);
    }

    private ObjectNode parsed() {
        try {
            return (ObjectNode) SHORT.readTree("{" + config + "}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
