package org.comptrust.testkit.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The settings of the index in the words of our options. */
public final class OracleSettings {
    /** What describes the case's inputs rather than the method. */
    private static final Set<String> NOT_OPTIONS =
            Set.of("layer", "note", "dtype", "config", "calibration", "schedule");

    private static final Pattern CLIP_TOKENS = Pattern.compile("every \\(tokens // (\\d+)\\)-th token");

    private OracleSettings() {}

    /**
     * Text of each option that the settings name.
     *
     * @param type the options record: methods call the same setting by different names
     * @throws IllegalArgumentException if a setting is unknown: none may be passed over in silence
     */
    public static Map<String, String> options(JsonNode settings, Class<? extends Record> type) {
        Set<String> known = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
        Map<String, String> options = new TreeMap<>();
        settings.properties().forEach(setting -> {
            String text = setting.getValue().asText();
            switch (setting.getKey()) {
                case "sparsity", "prune_m" -> {} // read with prune_n
                case "prune_n" -> sparsity(settings, options);
                case "variant" -> options.put("alphaSearch", text);
                case "bits" -> options.put("bits", text);
                case "group_size" -> options.put("groupSize", text);
                case "sym" -> options.put("symmetric", text);
                case "zero_point" -> {
                    boolean has = setting.getValue().asBoolean();
                    options.put(known.contains("zeroPoint") ? "zeroPoint" : "symmetric", text(has, known));
                }
                case "n_grid" -> {
                    options.put("ratios", text);
                    options.put("clipGrid", text);
                }
                case "max_shrink" -> options.put("maxShrink", text);
                case "clip_tokens" -> options.put("clipTokens", clipTokens(text));
                case "mse" -> options.put("mse", text);
                case "desc_act" -> options.put("actOrder", text);
                case "static_groups" -> options.put("staticGroups", text);
                case "true_sequential" -> options.put("trueSequential", text);
                case "damp_percent" -> options.put("dampening", text);
                case "block_size" -> options.put("blockSize", text);
                case "joint_quantization_bits" -> {
                    if (setting.getValue().asInt() != 0) {
                        options.put("bits", text);
                    }
                }
                case "grid" -> grid(text, options);
                default -> {
                    if (!NOT_OPTIONS.contains(setting.getKey())) {
                        throw new IllegalArgumentException("unknown setting " + setting.getKey());
                    }
                }
            }
        });
        return options;
    }

    private static String text(boolean zeroPoint, Set<String> known) {
        return String.valueOf(known.contains("zeroPoint") == zeroPoint);
    }

    private static String clipTokens(String text) {
        Matcher matcher = CLIP_TOKENS.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("unknown choice of tokens: " + text);
        }
        return matcher.group(1);
    }

    private static void sparsity(JsonNode settings, Map<String, String> options) {
        int zeros = settings.get("prune_n").asInt();
        if (zeros == 0) {
            options.put("sparsity", settings.get("sparsity").asText());
        } else {
            options.put("pattern", zeros + ":" + settings.get("prune_m").asInt());
        }
    }

    private static void grid(String grid, Map<String, String> options) {
        switch (grid) {
            case "gptq_sym", "gptq_asym" -> {
                options.put("grid", "gptq");
                options.put("symmetric", String.valueOf(grid.equals("gptq_sym")));
            }
            default -> options.put("grid", grid);
        }
    }
}
