package org.comptrust.testkit.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The settings of the index in the words of our options. */
public final class OracleSettings {
    /** What describes the case's inputs rather than the method. */
    private static final Set<String> NOT_OPTIONS = Set.of("layer", "note", "dtype");

    private OracleSettings() {}

    /**
     * Text of each option that the settings name.
     *
     * @throws IllegalArgumentException if a setting is unknown: none may be passed over in silence
     */
    public static Map<String, String> options(JsonNode settings) {
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
                case "zero_point" ->
                    options.put("symmetric", String.valueOf(!setting.getValue().asBoolean()));
                case "mse" -> options.put("mse", text);
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
