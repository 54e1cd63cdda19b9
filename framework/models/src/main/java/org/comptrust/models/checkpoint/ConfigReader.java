package org.comptrust.models.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads {@code config.json} and refuses by name whatever this version would compute wrongly. */
final class ConfigReader {
    private static final long LARGEST = 4_000_000;

    /** Beyond, tables of positions would take more memory than the model. */
    private static final int LONGEST_TEXT = 1 << 18;

    private final Path folder;
    private final Path file;
    private final JsonMembers members;
    private final List<String> notes = new ArrayList<>();

    ConfigReader(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("config.json");
        this.members = new JsonMembers(file, "", StrictJson.readObject(file, LARGEST));
    }

    DecoderConfig read() {
        Family family = family();
        Family.Absent absent = family.absent();
        refuseOtherActivations();
        int hidden = members.positive("hidden_size");
        int intermediate = members.positive("intermediate_size");
        int layers = members.positive("num_hidden_layers");
        int heads = members.positive("num_attention_heads");
        int kvHeads = members.find("num_key_value_heads").isPresent()
                ? members.positive("num_key_value_heads")
                : members.isNull("num_key_value_heads")
                        ? heads
                        : absent.kvHeads().orElse(heads);
        int vocabulary = members.positive("vocab_size");
        int maxPositions = members.positive("max_position_embeddings", absent.maxPositions());
        checkHeads(heads, kvHeads);
        int headDim = headDim(hidden, heads, absent);
        checkSizes(family, intermediate, heads, kvHeads, headDim);
        RopeReader ropes = new RopeReader(members, family, headDim, maxPositions);
        Rope rope = ropes.read();
        ropes.note().map(note -> file + ": " + note).ifPresent(notes::add);
        int longest = Math.min(ropes.longest(), LONGEST_TEXT);
        if (longest < ropes.longest()) {
            notes.add(file + ": texts of more than " + longest + " tokens are not computed, although "
                    + "max_position_embeddings is " + maxPositions);
        }
        boolean attentionBias = family.biases() == Family.Biases.ALL_BY_MEMBER && members.flag("attention_bias", false);
        EndTokens ends = endTokens(vocabulary);
        return new DecoderConfig(
                family,
                hidden,
                intermediate,
                layers,
                heads,
                kvHeads,
                headDim,
                vocabulary,
                longest,
                eps(absent),
                rope,
                window(family, layers, longest),
                members.flag("tie_word_embeddings", false),
                family.biases() == Family.Biases.QKV || attentionBias,
                attentionBias,
                family.mlpBias() && members.flag("mlp_bias", false),
                dtype(),
                ends.bos(),
                ends.eos(),
                notes);
    }

    private Family family() {
        String type = members.text("model_type").orElseThrow(() -> members.missing("model_type"));
        return Family.named(type)
                .orElseThrow(() -> members.unsupported("model type '" + type + "' is not supported (supported: "
                        + String.join(", ", Family.names()) + "). Choose a model of one of these types."));
    }

    private void refuseOtherActivations() {
        String activation = members.text("hidden_act").orElse("silu");
        if (!activation.equals("silu") && !activation.equals("swish")) {
            throw members.unsupported("activation '" + activation
                    + "' (hidden_act) is not supported (supported: silu). Choose a model with it.");
        }
    }

    private double eps(Family.Absent absent) {
        double eps = members.positiveReal("rms_norm_eps", absent.rmsNormEps());
        if (eps >= 1) {
            throw members.wrong("rms_norm_eps", "is not plausible: it must be far below 1, is " + eps);
        }
        return eps;
    }

    private void checkHeads(int heads, int kvHeads) {
        if (heads % kvHeads != 0) {
            throw members.wrong(
                    "num_attention_heads",
                    "(" + heads + ") must be a multiple of num_key_value_heads (" + kvHeads + ")");
        }
    }

    private int headDim(int hidden, int heads, Family.Absent absent) {
        OptionalInt given = members.findPositive("head_dim");
        if (given.isEmpty() && !members.isNull("head_dim")) {
            given = absent.headDim();
        }
        if (given.isEmpty() && hidden % heads != 0) {
            throw members.wrong(
                    "hidden_size", "(" + hidden + ") must be a multiple of num_attention_heads (" + heads + ")");
        }
        int headDim = given.orElse(hidden / heads);
        if (headDim % 2 != 0) {
            throw members.wrong("head_dim", "must be even for rotary positions, is " + headDim);
        }
        return headDim;
    }

    /** Rows of the largest matrices; fused ones have those of all their parts. */
    private void checkSizes(Family family, int intermediate, int heads, int kvHeads, int headDim) {
        long attention = (long) headDim * heads + (family.fused() ? 2L * headDim * kvHeads : 0);
        if (attention > Integer.MAX_VALUE) {
            throw members.wrong("head_dim", "is impossible: " + heads + " heads of " + headDim + " channels");
        }
        if (family.fused() && intermediate > Integer.MAX_VALUE / 2) {
            throw members.wrong("intermediate_size", "is impossible: " + intermediate);
        }
    }

    private Optional<SlidingWindow> window(Family family, int layers, int maxPositions) {
        boolean wanted = family.windows() == Family.Windows.ALL
                || family.windows() == Family.Windows.SOME && members.flag("use_sliding_window", false);
        OptionalInt tokens = OptionalInt.empty();
        if (wanted && !members.isNull("sliding_window")) {
            // Where the member is missing, the library's default may be an active window.
            OptionalInt given = members.findPositive("sliding_window");
            tokens = given.isPresent() ? given : family.absent().window();
        }
        int first = family.windows() == Family.Windows.SOME ? members.notNegative("max_window_layers", 28) : 0;
        List<Boolean> named = layerTypes(family, layers, tokens.isPresent());
        if (tokens.isEmpty() || tokens.getAsInt() >= maxPositions || named.isEmpty() && first >= layers) {
            return Optional.empty();
        }
        return Optional.of(new SlidingWindow(tokens.getAsInt(), first, named));
    }

    /** For each block whether {@code layer_types} gives it a window; empty if it is not there. */
    private List<Boolean> layerTypes(Family family, int layers, boolean window) {
        Optional<JsonNode> types = members.find("layer_types");
        if (types.isEmpty()) {
            return List.of();
        }
        if (!types.get().isArray() || types.get().size() != layers) {
            throw members.wrong("layer_types", "must be a list with a type for each of the " + layers + " layers");
        }
        List<Boolean> sliding = new ArrayList<>();
        for (JsonNode type : types.get()) {
            String name = type.asText();
            boolean slides = name.equals("sliding_attention");
            if (!slides && !name.equals("full_attention")) {
                throw members.unsupported(
                        "layer_types names '" + name
                                + "', which is not supported (supported: full_attention, sliding_attention). Choose a model with these.");
            }
            if (slides && !window) {
                throw members.wrong(
                        "layer_types", "names sliding_attention, but the model has no active sliding_window");
            }
            if (!slides && window && family.windows() == Family.Windows.ALL) {
                throw members.unsupported(
                        "layer_types names full_attention beside an active sliding_window, which models of type "
                                + family.modelType()
                                + " do not have. Remove layer_types, or set sliding_window to null.");
            }
            sliding.add(slides);
        }
        return sliding;
    }

    private StoredType dtype() {
        String name =
                members.text("torch_dtype").or(() -> members.text("dtype")).orElse("float32");
        return switch (name.startsWith("torch.") ? name.substring("torch.".length()) : name) {
            case "float32", "float" -> StoredType.F32;
            case "float16", "half" -> StoredType.F16;
            case "bfloat16" -> StoredType.BF16;
            default ->
                throw members.unsupported("torch_dtype '" + name
                        + "' is not supported (supported: float32, float16, bfloat16). Convert the checkpoint.");
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
        Set<Integer> ids = new LinkedHashSet<>();
        for (JsonNode id : value.get().isArray() ? value.get() : List.of(value.get())) {
            int number = members.wholeNumber(name, id);
            if (number < 0 || number >= vocabulary) {
                throw members.wrong(name, "is " + number + ", outside the vocabulary of " + vocabulary + " tokens");
            }
            ids.add(number);
        }
        return List.copyOf(ids);
    }
}
