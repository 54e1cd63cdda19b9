package org.comptrust.models.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.comptrust.models.checkpoint.DecoderConfig.Llama3Scaling;

/** Reads {@code config.json} and refuses by name whatever this version would compute wrongly. */
final class ConfigReader {
    private static final long LARGEST = 10_000_000;

    /** The model types that this version computes, with the transformers library's defaults where these differ. */
    private enum Family {
        LLAMA(2048, OptionalInt.empty()),
        MISTRAL(131_072, OptionalInt.of(8)),
        QWEN2(32_768, OptionalInt.of(32));

        final int maxPositions;
        /** Empty: as many as heads. */
        final OptionalInt kvHeads;

        Family(int maxPositions, OptionalInt kvHeads) {
            this.maxPositions = maxPositions;
            this.kvHeads = kvHeads;
        }

        String modelType() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Path folder;
    private final Path file;
    private final JsonMembers members;

    ConfigReader(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("config.json");
        this.members = new JsonMembers(file, "", StrictJson.readObject(file, LARGEST));
    }

    DecoderConfig read() {
        Family family = family();
        refuseOtherActivations();
        int hidden = members.positive("hidden_size");
        int intermediate = members.positive("intermediate_size");
        int layers = members.positive("num_hidden_layers");
        int heads = members.positive("num_attention_heads");
        int kvHeads = members.find("num_key_value_heads").isPresent()
                ? members.positive("num_key_value_heads")
                : members.isNull("num_key_value_heads") ? heads : family.kvHeads.orElse(heads);
        int vocabulary = members.positive("vocab_size");
        int maxPositions = members.positive("max_position_embeddings", family.maxPositions);
        checkHeads(heads, kvHeads);
        int headDim = headDim(hidden, heads);
        refuseSlidingWindow(family, maxPositions);
        boolean attentionBias = family == Family.LLAMA && members.flag("attention_bias", false);
        EndTokens ends = endTokens(vocabulary);
        return new DecoderConfig(
                family.modelType(),
                hidden,
                intermediate,
                layers,
                heads,
                kvHeads,
                headDim,
                vocabulary,
                maxPositions,
                members.positiveReal("rms_norm_eps", 1e-6),
                ropeTheta(),
                ropeScaling(),
                members.flag("tie_word_embeddings", false),
                family == Family.QWEN2 || attentionBias,
                attentionBias,
                family == Family.LLAMA && members.flag("mlp_bias", false),
                dtype(),
                ends.bos(),
                ends.eos());
    }

    private Family family() {
        String type = members.text("model_type").orElseThrow(() -> members.missing("model_type"));
        List<String> known = new ArrayList<>();
        for (Family family : Family.values()) {
            if (family.modelType().equals(type)) {
                return family;
            }
            known.add(family.modelType());
        }
        throw members.unsupported("model type '" + type + "' is not supported (supported: " + String.join(", ", known)
                + "). Choose a model of one of these types.");
    }

    private void refuseOtherActivations() {
        String activation = members.text("hidden_act").orElse("silu");
        if (!activation.equals("silu") && !activation.equals("swish")) {
            throw members.unsupported("activation '" + activation
                    + "' (hidden_act) is not supported (supported: silu). Choose a model with it.");
        }
    }

    private void checkHeads(int heads, int kvHeads) {
        if (heads % kvHeads != 0) {
            throw members.wrong(
                    "num_attention_heads",
                    "(" + heads + ") must be a multiple of num_key_value_heads (" + kvHeads + ")");
        }
    }

    private int headDim(int hidden, int heads) {
        OptionalInt given = members.findPositive("head_dim");
        if (given.isEmpty() && hidden % heads != 0) {
            throw members.wrong(
                    "hidden_size", "(" + hidden + ") must be a multiple of num_attention_heads (" + heads + ")");
        }
        int headDim = given.orElse(hidden / heads);
        if (headDim % 2 != 0) {
            throw members.wrong("head_dim", "must be even for rotary positions, is " + headDim);
        }
        if ((long) headDim * heads > Integer.MAX_VALUE) {
            throw members.wrong("head_dim", "is impossible: " + heads + " heads of " + headDim + " channels");
        }
        return headDim;
    }

    private void refuseSlidingWindow(Family family, int maxPositions) {
        if (family == Family.MISTRAL) {
            // The library's default is an active window; only an explicit null switches it off.
            int window =
                    members.isNull("sliding_window") ? Integer.MAX_VALUE : members.positive("sliding_window", 4096);
            if (window < maxPositions) {
                throw members.unsupported("sliding_window " + window
                        + " is shorter than max_position_embeddings " + maxPositions
                        + ", and sliding-window attention is not supported. Set max_position_embeddings to " + window
                        + " to use the model up to that length, or choose a model with full attention.");
            }
        }
        if (family == Family.QWEN2 && members.flag("use_sliding_window", false)) {
            throw members.unsupported(
                    "use_sliding_window is true, and sliding-window attention is not supported. Choose a model with full attention.");
        }
        members.find("layer_types")
                .ifPresent(types -> types.forEach(type -> {
                    if (!type.asText().equals("full_attention")) {
                        throw members.unsupported("layer_types names '" + type.asText()
                                + "', which is not supported (supported: full_attention).");
                    }
                }));
    }

    private double ropeTheta() {
        OptionalDouble plain = members.findPositiveReal("rope_theta");
        OptionalDouble inParameters = members.findObject("rope_parameters")
                .map(rope -> rope.findPositiveReal("rope_theta"))
                .orElse(OptionalDouble.empty());
        if (plain.isPresent() && inParameters.isPresent() && plain.getAsDouble() != inParameters.getAsDouble()) {
            throw members.wrong("rope_theta", "and rope_parameters.rope_theta differ");
        }
        return inParameters.orElse(plain.orElse(10_000));
    }

    private Optional<Llama3Scaling> ropeScaling() {
        // rope_parameters is the newer spelling; a file that has both must mean the same with both.
        Optional<Llama3Scaling> older = members.findObject("rope_scaling").flatMap(this::scaling);
        Optional<JsonMembers> newer = members.findObject("rope_parameters");
        if (newer.isEmpty()) {
            return older;
        }
        Optional<Llama3Scaling> scaling = scaling(newer.get());
        if (members.find("rope_scaling").isPresent() && !older.equals(scaling)) {
            throw members.wrong("rope_scaling", "and rope_parameters differ");
        }
        return scaling;
    }

    private Optional<Llama3Scaling> scaling(JsonMembers rope) {
        String type = rope.text("rope_type").or(() -> rope.text("type")).orElse("default");
        rope.findPositiveReal("partial_rotary_factor").ifPresent(part -> {
            if (part != 1) {
                throw rope.wrong("partial_rotary_factor", "is " + part + "; only 1 is supported");
            }
        });
        switch (type) {
            case "default" -> {
                return Optional.empty();
            }
            case "llama3" -> {
                double factor = rope.positiveReal("factor");
                double low = rope.positiveReal("low_freq_factor");
                double high = rope.positiveReal("high_freq_factor");
                if (factor < 1) {
                    throw rope.wrong("factor", "must be at least 1, is " + factor);
                }
                if (low >= high) {
                    throw rope.wrong("low_freq_factor", "(" + low + ") must be below high_freq_factor (" + high + ")");
                }
                return Optional.of(
                        new Llama3Scaling(factor, low, high, rope.positive("original_max_position_embeddings")));
            }
            default ->
                throw members.unsupported("rope scaling '" + type
                        + "' is not supported (supported: default, llama3). Choose a model with one of these.");
        }
    }

    private StoredType dtype() {
        String name =
                members.text("torch_dtype").or(() -> members.text("dtype")).orElse("float32");
        return switch (name.startsWith("torch.") ? name.substring("torch.".length()) : name) {
            case "float32", "float" -> StoredType.F32;
            case "float16", "half" -> StoredType.F16;
            case "bfloat16" -> StoredType.BF16;
            default ->
                throw members.unsupported(
                        "torch_dtype '" + name + "' is not supported (supported: float32, float16, bfloat16).");
        };
    }

    private record EndTokens(OptionalInt bos, List<Integer> eos) {}

    private EndTokens endTokens(int vocabulary) {
        List<Integer> bos = tokenIds(members, "bos_token_id", vocabulary);
        List<Integer> eos = tokenIds(members, "eos_token_id", vocabulary);
        Path generation = folder.resolve("generation_config.json");
        if (Files.exists(generation)) {
            JsonMembers more = new JsonMembers(generation, "", StrictJson.readObject(generation, LARGEST));
            List<Integer> generationEos = tokenIds(more, "eos_token_id", vocabulary);
            eos = generationEos.isEmpty() ? eos : generationEos;
            bos = bos.isEmpty() ? tokenIds(more, "bos_token_id", vocabulary) : bos;
        }
        return new EndTokens(bos.isEmpty() ? OptionalInt.empty() : OptionalInt.of(bos.get(0)), eos);
    }

    private static List<Integer> tokenIds(JsonMembers members, String name, int vocabulary) {
        Optional<JsonNode> value = members.find(name);
        if (value.isEmpty()) {
            return List.of();
        }
        List<Integer> ids = new ArrayList<>();
        for (JsonNode id : value.get().isArray() ? value.get() : List.of(value.get())) {
            int number = members.wholeNumber(name, id);
            if (number < 0 || number >= vocabulary) {
                throw members.wrong(name, "is " + number + ", outside the vocabulary of " + vocabulary + " tokens");
            }
            if (!ids.contains(number)) {
                ids.add(number);
            }
        }
        return List.copyOf(ids);
    }
}
