package org.comptrust.models.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads how a folder's weights are packed: {@code quantization_config} of {@code config.json}, or the file that older tools wrote
 * beside it. Whatever would be computed wrongly is refused by name.
 */
public final class QuantizationReader {
    /** Our own {@code quant_method}. */
    public static final String OURS = "comptrust";

    /** Version of our own layout. */
    public static final int VERSION = 1;

    private static final long LARGEST = 10_000_000;
    private static final String SUPPORTED =
            " (supported: GPTQ, AWQ version gemm, compressed-tensors pack-quantized). Use another copy of the model.";

    private QuantizationReader() {}

    static Optional<Quantization> read(Path folder) {
        Path config = folder.resolve("config.json");
        Optional<JsonMembers> inConfig =
                new JsonMembers(config, "", StrictJson.readObject(config, LARGEST)).findObject("quantization_config");
        if (inConfig.isPresent()) {
            return Optional.of(of(config, inConfig.get(), inConfig.get().text("quant_method")));
        }
        Path gptq = folder.resolve("quantize_config.json");
        if (Files.exists(gptq)) {
            JsonMembers members = new JsonMembers(gptq, "", StrictJson.readObject(gptq, LARGEST));
            return Optional.of(of(gptq, members, members.text("quant_method").or(() -> Optional.of("gptq"))));
        }
        Path awq = folder.resolve("quant_config.json");
        if (Files.exists(awq)) {
            return Optional.of(awq(awq, new JsonMembers(awq, "", StrictJson.readObject(awq, LARGEST))));
        }
        return Optional.empty();
    }

    private static Quantization of(Path file, JsonMembers members, Optional<String> method) {
        return switch (method.orElse("method not named")) {
            case "gptq" -> gptq(file, members);
            case "awq" -> awq(file, members);
            case "compressed-tensors" -> compressedTensors(file, members);
            case OURS -> ours(file, members);
            default ->
                throw members.unsupported("the weights are already quantized (quantization_config, "
                        + method.orElse("method not named") + "), in a format that is not supported" + SUPPORTED);
        };
    }

    private static Quantization gptq(Path file, JsonMembers members) {
        String format = members.text("checkpoint_format").orElse("gptq");
        if (members.flag("is_marlin_format", false)) {
            format = "marlin";
        }
        WeightFormat stored =
                switch (format) {
                    case "gptq" -> WeightFormat.GPTQ;
                    case "gptq_v2" -> WeightFormat.GPTQ_V2;
                    default ->
                        throw members.unsupported("checkpoint_format '" + format
                                + "' is the layout of one kernel and is not supported (supported: gptq, gptq_v2). "
                                + "Use the model's GPTQ files as they were before they were converted.");
                };
        members.find("dynamic").filter(overrides -> !overrides.isEmpty()).ifPresent(overrides -> {
            throw members.unsupported(
                    "dynamic (other bits for some modules) is not supported. Use a model without overrides.");
        });
        return new Quantization.Gptq(
                file,
                stored,
                width(members, "bits"),
                groupSize(members, "group_size"),
                members.flag("desc_act", false));
    }

    private static Quantization awq(Path file, JsonMembers members) {
        String version = members.text("version").orElse("gemm").toLowerCase(Locale.ROOT);
        if (!version.equals("gemm")) {
            throw members.unsupported("AWQ version '" + version
                    + "' is the layout of one kernel and is not supported (supported: gemm). "
                    + "Use the model's files in version gemm.");
        }
        String bitsName = members.find("w_bit").isPresent() ? "w_bit" : "bits";
        int bits = width(members, bitsName);
        if (bits != 4) {
            throw members.wrong(bitsName, "must be 4 for AWQ, is " + bits);
        }
        return new Quantization.Awq(
                file, groupSize(members, members.find("q_group_size").isPresent() ? "q_group_size" : "group_size"));
    }

    private static Quantization compressedTensors(Path file, JsonMembers members) {
        Optional<WeightFormat> sparse = members.findObject("sparsity_config").flatMap(QuantizationReader::sparsity);
        members.find("kv_cache_scheme").ifPresent(scheme -> {
            throw members.unsupported(
                    "kv_cache_scheme (a compressed cache of keys and values) is not supported" + SUPPORTED);
        });
        Set<Integer> widths = new TreeSet<>();
        Set<Integer> groupSizes = new TreeSet<>();
        boolean ordered = true;
        Optional<JsonMembers> groups = members.findObject("config_groups");
        if (groups.isPresent()) {
            for (String name : groups.get().names()) {
                JsonMembers group = groups.get().findObject(name).orElseThrow(() -> groups.get()
                        .missing(name));
                requirePacked(members, group);
                JsonMembers weights = group.findObject("weights").orElseThrow(() -> group.missing("weights"));
                widths.add(weights.positive("num_bits"));
                ordered &= readGroups(weights, groupSizes);
            }
        }
        if (widths.isEmpty() && sparse.isEmpty()) {
            throw members.wrong("config_groups", "names no group of modules");
        }
        if (!widths.isEmpty() && sparse.isPresent()) {
            throw members.unsupported(
                    "weights that are both pruned (sparsity_config) and quantized are not supported" + SUPPORTED);
        }
        return new Quantization.CompressedTensors(file, widths, groupSizes, ordered && !widths.isEmpty(), sparse);
    }

    private static void requirePacked(JsonMembers members, JsonMembers group) {
        String format = group.text("format").or(() -> members.text("format")).orElse("not named");
        if (!format.equals("pack-quantized")) {
            throw members.unsupported("compressed-tensors format '" + format + "' is not supported" + SUPPORTED);
        }
        for (String activations : List.of("input_activations", "output_activations")) {
            if (group.find(activations).isPresent()) {
                throw members.unsupported(activations + " (quantized activations) are not supported" + SUPPORTED);
            }
        }
    }

    /** @return whether the group of each input is stored */
    private static boolean readGroups(JsonMembers weights, Set<Integer> groupSizes) {
        int bits = weights.positive("num_bits");
        if (bits > 8) {
            throw weights.wrong("num_bits", "must be 1 to 8, is " + bits);
        }
        String type = weights.text("type").orElse("int");
        if (!type.equals("int")) {
            throw weights.unsupported("weights of type '" + type + "' are not supported" + SUPPORTED);
        }
        String strategy = weights.text("strategy").orElse("group");
        switch (strategy) {
            case "channel" -> {}
            case "group" -> groupSizes.add(weights.positive("group_size"));
            default -> throw weights.unsupported("strategy '" + strategy + "' is not supported" + SUPPORTED);
        }
        Optional<JsonNode> order = weights.find("actorder");
        return order.isPresent()
                && (order.get().asBoolean() || order.get().asText().equals("group"));
    }

    private static Optional<WeightFormat> sparsity(JsonMembers sparsity) {
        String format = sparsity.text("format").orElse("dense");
        return switch (format) {
            case "dense" -> Optional.empty();
            case "sparse-bitmask" -> Optional.of(WeightFormat.SPARSE_BITMASK);
            case "sparse-24-bitmask" -> Optional.of(WeightFormat.SPARSE_24_BITMASK);
            default ->
                throw sparsity.unsupported("sparsity_config.format '" + format + "' is not supported" + SUPPORTED);
        };
    }

    private static Quantization ours(Path file, JsonMembers members) {
        int version = members.positive("version");
        if (version != VERSION) {
            throw members.wrong("version", "is " + version + "; this comptrust reads version " + VERSION);
        }
        JsonMembers linears = members.findObject("linears").orElseThrow(() -> members.missing("linears"));
        Map<String, Quantization.Ours.Packed> packed = new LinkedHashMap<>();
        for (String name : linears.names()) {
            JsonMembers one = linears.findObject(name).orElseThrow(() -> linears.missing(name));
            int bits = one.find("bits").isPresent() ? one.positive("bits") : 0;
            if (bits > 8) {
                throw one.wrong("bits", "must be 1 to 8, is " + bits);
            }
            packed.put(name, new Quantization.Ours.Packed(bits, bits == 0 ? 0 : one.positive("group_size")));
        }
        return new Quantization.Ours(file, packed);
    }

    /** What {@code config.json} says of packed linears of our own layout. */
    public static void write(ObjectNode config, Map<String, int[]> linears) {
        ObjectNode ours = config.putObject("quantization_config");
        ours.put("quant_method", OURS).put("version", VERSION);
        ObjectNode all = ours.putObject("linears");
        linears.forEach((name, bitsAndGroup) -> {
            ObjectNode one = all.putObject(name);
            if (bitsAndGroup[0] > 0) {
                one.put("bits", bitsAndGroup[0]).put("group_size", bitsAndGroup[1]);
            }
        });
    }

    private static int width(JsonMembers members, String name) {
        int bits = members.positive(name);
        if (!List.of(2, 3, 4, 8).contains(bits)) {
            throw members.wrong(name, "must be 2, 3, 4 or 8, is " + bits);
        }
        return bits;
    }

    /** -1: one scale for each output. */
    private static int groupSize(JsonMembers members, String name) {
        JsonNode value = members.find(name).orElseThrow(() -> members.missing(name));
        int size = members.wholeNumber(name, value);
        if (size != -1 && size <= 0) {
            throw members.wrong(name, "must be positive, or -1 for whole rows, is " + size);
        }
        return size;
    }
}
